// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the registry's one seat, on a connection of its own. */
final class Occupancy {
    private static final Logger LOG = LoggerFactory.getLogger(Occupancy.class);
    private static final long PAUSE_MILLIS = 50;

    private final Database database;
    private final TableNames names;
    private final Seat seat;
    private final Duration patience;
    private Optional<Link> link = Optional.empty();
    private boolean seated = true;
    private volatile boolean lost;

    Occupancy(Database database, TableNames names, Duration patience) {
        this.database = database;
        this.names = names;
        this.seat = database.dialect().seat(names);
        this.patience = patience;
    }

    /**
     * Takes the seat; waits for an engine before this one to close.
     *
     * @throws RegistryException if it does not in time
     */
    synchronized void begin() {
        try {
            Connection connection = connect();
            for (long deadline = deadline(); !seat.take(connection); pause()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new RegistryException(
                            Reason.LOCKED,
                            "the registry " + names + " serves one engine at a time: " + seat.holder(connection));
                }
            }
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    /**
     * Makes sure that nobody else had the seat when it was looked at last.
     *
     * @throws RegistryException if somebody had
     */
    void check() {
        if (lost) {
            throw JdbcRegistry.takenOver();
        }
    }

    /**
     * Takes the seat again if the connection that it hung on has broken.
     *
     * @return whether it did: somebody else may have had the seat in the meantime
     * @throws RegistryException if another engine has it, now and for ever; or if the server does not give it free in time,
     *     which the next call tries again
     */
    synchronized boolean renew() {
        check();
        try {
            Link held = link.orElseThrow(() -> new RegistryException(Reason.UNAVAILABLE, "the registry is closed"));
            if (seated && seat.isHeld(held.connection())) {
                return false;
            }
            seated = false;
            close(held);
            takeAgain(connect());
            seated = true;
            return true;
        } catch (SQLException e) {
            throw database.explain(e);
        }
    }

    private void takeAgain(Connection connection) throws SQLException {
        for (long deadline = deadline(); !seat.take(connection); pause()) {
            lost = !seat.clear(connection);
            check();
            if (System.nanoTime() - deadline > 0) {
                throw new RegistryException(
                        Reason.LOCKED,
                        "the registry " + names
                                + " is still held for a connection of this engine that broke; it is asked again");
            }
        }
    }

    private Connection connect() throws SQLException {
        Link opened = database.connect();
        link = Optional.of(opened);
        return opened.connection();
    }

    private long deadline() {
        return System.nanoTime() + patience.toNanos();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(Reason.LOCKED, "interrupted while waiting for the registry's place", e);
        }
    }

    synchronized void end() {
        link.ifPresent(held -> {
            try {
                seat.release(held.connection());
            } catch (SQLException e) {
                LOG.debug("the seat is given back by closing its connection", e);
            } finally {
                close(held);
            }
        });
        link = Optional.empty();
    }

    private static void close(Link link) {
        try {
            link.close();
        } catch (SQLException e) {
            LOG.debug("a broken connection cannot be closed", e);
        }
    }
}
