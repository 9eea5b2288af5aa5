// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between databases. */
interface Dialect {
    /** {@return the database's name, for messages} */
    String name();

    /**
     * Prepares a new connection.
     *
     * @param connection in auto-commit
     * @param patience how long it waits for locks
     */
    void prepare(Connection connection, Duration patience) throws SQLException;

    /**
     * Changes how long a connection waits for locks.
     *
     * @param connection in auto-commit, or in a transaction
     * @param patience how long
     */
    void setPatience(Connection connection, Duration patience) throws SQLException;

    /** {@return whether there is one writer at a time anyway, so that taking turns here is quicker than there} */
    boolean hasOneWriter();

    /**
     * Begins a transaction.
     *
     * @param connection in auto-commit
     * @param durable whether it must survive a loss of power once it is committed
     */
    void begin(Connection connection, boolean durable) throws SQLException;

    /** Ends a transaction, and makes what it did true. */
    void commit(Connection connection) throws SQLException;

    /** Ends a transaction, and leaves everything as it was. */
    void rollback(Connection connection) throws SQLException;

    /** {@return whether several statements can go out in one, with a result for each} */
    boolean sendsManyAtOnce();

    /** {@return what keeps an expectation true until the step is committed} */
    String lockForReading();

    /** {@return the expression for the milliseconds since 1970 by the database's clock} */
    String now();

    /**
     * {@return the names with the schema in which the tables are, or are to be made}
     *
     * @param connection any
     * @param names names the tables, as it was asked for
     * @throws RegistryException if none was asked for, and the connection has none of its own
     */
    TableNames locate(Connection connection, TableNames names) throws SQLException;

    /**
     * {@return the statements that make the tables, and their schema if it is not there}
     *
     * @param connection any
     * @param names names the tables
     */
    List<String> schema(Connection connection, TableNames names) throws SQLException;

    /**
     * Holds off others who make or change the schema, until the transaction ends.
     *
     * @param connection in a transaction
     * @param names names the tables
     */
    void lockSchema(Connection connection, TableNames names) throws SQLException;

    /**
     * {@return whether a table is there}
     *
     * @param connection any
     * @param names names the tables
     * @param table the table's own name
     */
    boolean hasTable(Connection connection, TableNames names, String table) throws SQLException;

    /**
     * {@return what tells other engines that this one is there}
     *
     * @param names names the tables
     */
    Seat seat(TableNames names);

    /**
     * {@return what is wrong with the database, and what to do}
     *
     * @param e what the driver threw, in words for everybody
     */
    RuntimeException explain(SQLException e);
}
