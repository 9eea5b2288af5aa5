// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that the queue goes by: the database's clock, plus an offset that takes out its jumps, so that a pause of five
 * minutes takes five minutes. Between two looks at the database it goes by the JVM's steady clock.
 */
final class RegistryTime {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryTime.class);
    private static final long LARGEST_DRIFT_MILLIS = 5_000;

    private final Database database;
    private final Optional<Clock> clock;
    private final LongSupplier steadyMillis;
    private final String read;
    private final String write;
    private long base;
    private long steadyBase;
    private boolean synchronised;

    /**
     * Begins to count.
     *
     * @param database where the time is remembered
     * @param names names the tables
     * @param shown the expression for the milliseconds that the database's clock shows
     * @param clock in place of all that, for tests
     * @param steadyMillis never jumps
     */
    RegistryTime(Database database, TableNames names, String shown, Optional<Clock> clock, LongSupplier steadyMillis) {
        this.database = database;
        this.clock = clock;
        this.steadyMillis = steadyMillis;
        this.read = names.in("SELECT name, CAST(value AS BIGINT), " + shown
                + " FROM {meta} WHERE name IN ('clock-offset', 'clock-seen')");
        this.write = names.in("UPDATE {meta} SET value = ? WHERE name = ?");
    }

    /** {@return milliseconds; they never go back} */
    synchronized long now() {
        if (clock.isPresent()) {
            return clock.get().millis();
        }
        return base + steadyMillis.getAsLong() - steadyBase;
    }

    /**
     * Looks at the database's clock: takes out a jump since the last look, and remembers how late it is, so that a clock
     * that was put back while no engine ran is noticed by the next one.
     */
    void synchronise() {
        if (clock.isEmpty()) {
            database.write(false, link -> {
                synchronise(link);
                return true;
            });
        }
    }

    private synchronized void synchronise(Link link) throws SQLException {
        long offset = 0;
        long seen = 0;
        long shown = 0;
        try (ResultSet rows = link.statement(read).executeQuery()) {
            while (rows.next()) {
                boolean isOffset = rows.getString(1).equals("clock-offset");
                offset = isOffset ? rows.getLong(2) : offset;
                seen = isOffset ? seen : rows.getLong(2);
                shown = rows.getLong(3);
            }
        }
        long expected = Math.max(seen, synchronised ? now() : seen);
        long found = shown + offset;
        boolean jumped = synchronised && Math.abs(found - expected) > LARGEST_DRIFT_MILLIS;
        long time = jumped ? expected : Math.max(found, expected);
        if (jumped || time - found > LARGEST_DRIFT_MILLIS) {
            LOG.warn(
                    "the database's clock went from about {} to {} ms; the queue goes on as if it had not",
                    expected - offset,
                    shown);
            set(link, "clock-offset", time - shown);
        }
        set(link, "clock-seen", time);
        base = time;
        steadyBase = steadyMillis.getAsLong();
        synchronised = true;
    }

    private void set(Link link, String name, long value) throws SQLException {
        link.statement(write, Long.toString(value), name).executeUpdate();
    }

    static LongSupplier steady() {
        return () -> Duration.ofNanos(System.nanoTime()).toMillis();
    }
}
