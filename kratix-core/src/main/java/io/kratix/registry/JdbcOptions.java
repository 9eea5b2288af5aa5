// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a registry uses its database; immutable. */
public final class JdbcOptions {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,39}");

    private final String tablePrefix;
    private final String schema;
    private final int connections;
    private final Duration patience;
    private final Duration silence;
    private final Optional<Clock> clock;

    private JdbcOptions(
            String tablePrefix,
            String schema,
            int connections,
            Duration patience,
            Duration silence,
            Optional<Clock> clock) {
        this.tablePrefix = tablePrefix;
        this.schema = schema;
        this.connections = connections;
        this.patience = patience;
        this.silence = silence;
        this.clock = clock;
    }

    /**
     * {@return the defaults: tables that begin with {@code kratix_}, on PostgreSQL in the first schema of the connection's
     * {@code search_path} that is there when the registry is opened, at most 8 connections, 15 seconds of patience, and 30
     * more for a server that says nothing}
     */
    public static JdbcOptions defaults() {
        return new JdbcOptions("kratix_", "", 8, Duration.ofSeconds(15), Duration.ofSeconds(30), Optional.empty());
    }

    /**
     * {@return a copy whose tables begin otherwise}
     *
     * @param prefix lower-case letters, digits and underscores; at most 40, no digit at the beginning
     * @throws IllegalArgumentException if it is something else
     */
    public JdbcOptions tablePrefix(String prefix) {
        return new JdbcOptions(checked("table prefix", prefix), schema, connections, patience, silence, clock);
    }

    /**
     * {@return a copy whose tables are in a schema of PostgreSQL, which is made if it is not there}
     *
     * @param name lower-case letters, digits and underscores; at most 40, no digit at the beginning
     * @throws IllegalArgumentException if it is something else
     */
    public JdbcOptions schema(String name) {
        return new JdbcOptions(tablePrefix, checked("schema", name), connections, patience, silence, clock);
    }

    /**
     * {@return a copy with another bound on connections} The registry keeps those that it took; one of them holds its place
     * for as long as it is open. A pool that they come from must have as many to give.
     *
     * @param most at least 2
     * @throws IllegalArgumentException if it is less
     */
    public JdbcOptions connections(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("a registry needs at least 2 connections, not " + most);
        }
        return new JdbcOptions(tablePrefix, schema, most, patience, silence, clock);
    }

    /**
     * {@return a copy that waits otherwise long for others: for the engine before it to close, for a connection, for a lock
     * on the database}
     *
     * @param limit how long before it gives up, a day at the most; zero waits for nobody
     * @throws IllegalArgumentException if it is negative or longer
     */
    public JdbcOptions patience(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the patience for others must not be negative, as " + limit + " is");
        }
        checkLength("the patience for others", limit);
        return new JdbcOptions(tablePrefix, schema, connections, limit, silence, clock);
    }

    /**
     * {@return a copy that takes a server which says nothing otherwise soon for one that is gone} A connection on which it
     * said nothing for so long is given up. Where the {@link javax.sql.DataSource} or its driver was told a limit of its
     * own, that one holds.
     *
     * @param limit how long, beyond the patience for others; a day at the most
     * @throws IllegalArgumentException if it is not positive, or longer
     */
    public JdbcOptions silence(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the silence of a server must be positive, not " + limit);
        }
        checkLength("the silence of a server", limit);
        return new JdbcOptions(tablePrefix, schema, connections, patience, limit, clock);
    }

    /**
     * {@return a copy for tests, whose queue goes by a clock in place of the database's}
     *
     * @param source decides when tasks are due
     */
    public JdbcOptions clock(Clock source) {
        return new JdbcOptions(tablePrefix, schema, connections, patience, silence, Optional.of(source));
    }

    String tablePrefix() {
        return tablePrefix;
    }

    String schema() {
        return schema;
    }

    int connections() {
        return connections;
    }

    Duration patience() {
        return patience;
    }

    Duration silence() {
        return silence;
    }

    Optional<Clock> clock() {
        return clock;
    }

    private static void checkLength(String what, Duration limit) {
        if (limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " must be a day at the most, not " + limit);
        }
    }

    private static String checked(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a " + what + " consists of lower-case letters, digits and underscores, at"
                            + " most 40 of them, with no digit at the beginning; not '" + name + "'");
        }
        return name;
    }
}
