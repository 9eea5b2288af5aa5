// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The one place at a registry. Who has it may take over what an engine before it left in the middle; it is free again as
 * soon as its process ends, however that comes about.
 */
interface Seat {
    /**
     * Takes the seat, if it is free.
     *
     * @param connection lives as long as the seat is held
     * @return whether it is taken now
     */
    boolean take(Connection connection) throws SQLException;

    /**
     * {@return who has it, in words}
     *
     * @param connection any
     */
    String holder(Connection connection) throws SQLException;

    /**
     * Ends what the server still has of a connection that this seat was taken with and that broke.
     *
     * @param connection any
     * @return whether the seat is worth another try: nobody has it, or nobody else
     */
    boolean clear(Connection connection) throws SQLException;

    /**
     * {@return whether it is still held}
     *
     * @param connection the one that it was taken with
     */
    boolean isHeld(Connection connection) throws SQLException;

    /** Gives it back. */
    void release(Connection connection) throws SQLException;
}
