// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
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
        long end = System.nanoTime() + patience.toNanos();
        try {
            Link opened = database.connect();
            link = Optional.of(opened);
            while (!seat.take(opened.connection())) {
                if (System.nanoTime() > end) {
                    throw new RegistryException(
                            Reason.LOCKED,
                            "the registry " + names + " serves one engine at a time: "
                                    + seat.holder(opened.connection()));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            throw database.dialect().explain(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(Reason.LOCKED, "interrupted while waiting for the engine before this one", e);
        }
    }

    /**
     * Makes sure that nobody else has the seat.
     *
     * @throws RegistryException if somebody has
     */
    void check() {
        if (lost) {
            throw JdbcRegistry.takenOver();
        }
    }

    /** Takes the seat again if the connection that it hung on has broken. */
    synchronized void renew() {
        check();
        try {
            Link held = link.orElseThrow(() -> new RegistryException(Reason.UNAVAILABLE, "the registry is closed"));
            if (!seat.isHeld(held.connection())) {
                close(held);
                Link opened = database.connect();
                link = Optional.of(opened);
                lost = !seat.take(opened.connection());
                check();
            }
        } catch (SQLException e) {
            throw database.dialect().explain(e);
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
