// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a driver reports, fit for everybody's eyes: what it says of rows and bound values is left out, since a document may
 * stand there. PostgreSQL's has details in the lines after the first, and statements with their values around a batch's failure.
 */
final class Reported {
    private static final String VALUE_REFUSED = "22";

    private Reported() {}

    /** {@return the same failure, in the database's short words} */
    static SQLException of(SQLException e) {
        SQLException first = e instanceof BatchUpdateException ? withinBatch(e) : e;
        SQLException told = new SQLException(words(first), first.getSQLState(), first.getErrorCode());
        told.setStackTrace(first.getStackTrace());
        if (first.getCause() instanceof IOException broken) {
            told.initCause(broken);
        } else if (first.getCause() instanceof SQLException deeper) {
            told.initCause(of(deeper)); // a pool's own words do not say why it has no connection
        }
        return told;
    }

    private static SQLException withinBatch(SQLException batch) {
        SQLException unnamed =
                new SQLException("one of several statements failed", batch.getSQLState(), batch.getErrorCode());
        return Optional.ofNullable(batch.getNextException()).orElse(unnamed);
    }

    private static String words(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("");
        String message = Optional.ofNullable(e.getMessage()).orElse("");
        String words = state.startsWith(VALUE_REFUSED)
                ? "a value was refused"
                : message.lines().findFirst().orElse("");
        return state.isEmpty() ? words : words + " (SQLSTATE " + state + ")";
    }
}
