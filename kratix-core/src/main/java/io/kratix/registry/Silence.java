// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a server may say nothing before it counts as gone. What its user has told a data source or a driver of this holds;
 * one that knows of no such limits is not bound.
 *
 * @param millis the limit
 */
record Silence(int millis) {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    static Silence of(Duration limit) {
        return new Silence(Math.toIntExact(limit.toMillis()));
    }

    /** Bounds how long it takes to be let in. */
    void boundLogin(DataSource source) {
        try {
            if (source.getLoginTimeout() == 0) {
                source.setLoginTimeout(Math.max(1, millis / 1_000));
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("the data source bounds no logins", e);
        }
    }

    /** {@return a new connection} An interrupt is kept for later: whoever is interrupted still has something to commit. */
    Connection login(DataSource source) throws SQLException {
        boolean interrupted = Thread.interrupted();
        try {
            return source.getConnection();
        } catch (SQLException | RuntimeException e) {
            // who waits for a login on another thread gives up when it is interrupted
            if (!Thread.interrupted()) {
                throw e;
            }
            interrupted = true;
            return source.getConnection();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return whether each answer is bounded from now on, as it was not before} */
    boolean bound(Connection connection) throws SQLException {
        try {
            if (connection.getNetworkTimeout() == 0) {
                connection.setNetworkTimeout(Runnable::run, millis);
                return true;
            }
        } catch (SQLFeatureNotSupportedException | UnsupportedOperationException | AbstractMethodError e) {
            LOG.debug("the driver bounds no answers", e);
        }
        return false;
    }

    /** Gives a connection back as it was: a pool may give it to others next. */
    static void unbound(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, 0);
    }
}
