// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What drivers report is told without rows and values. */
final class ReportedTest {
    @Test
    void leavesDetailsOut() {
        SQLException reported = Reported.of(
                new SQLException("ERROR: a row is wrong\n  Detail: Failing row contains (s3cret).", "23514", 7));

        assertThat((Throwable) reported).hasMessage("ERROR: a row is wrong (SQLSTATE 23514)");
        assertThat(reported.getSQLState()).isEqualTo("23514");
        assertThat(reported.getErrorCode()).isEqualTo(7);
    }

    @Test
    void tellsWhatWentWrongInABatchAndNotItsStatements() {
        BatchUpdateException batch =
                new BatchUpdateException("Batch entry 0 INSERT ('s3cret')", "53100", 0, new int[0]);
        batch.setNextException(new SQLException("ERROR: could not extend file", "53100"));

        assertThat(told(batch)).hasMessage("ERROR: could not extend file (SQLSTATE 53100)");
    }

    @Test
    void tellsNothingOfABatchThatDoesNotSayWhy() {
        BatchUpdateException batch =
                new BatchUpdateException("Batch entry 0 INSERT ('s3cret')", "23514", 0, new int[0]);

        assertThat(told(batch)).hasMessage("one of several statements failed (SQLSTATE 23514)");
    }

    @Test
    void showsNoValueThatWasRefused() {
        SQLException refused = new SQLException("ERROR: invalid input syntax: \"s3cret\"", "22P02");

        assertThat(told(refused)).hasMessage("a value was refused (SQLSTATE 22P02)");
    }

    @Test
    void keepsWhereItHappenedAndThatTheConnectionBroke() {
        SQLException broken = new SQLException("an I/O error", "08006", new EOFException());

        SQLException reported = Reported.of(broken);

        assertThat((Throwable) reported).hasCauseInstanceOf(EOFException.class);
        assertThat(reported.getStackTrace()).isEqualTo(broken.getStackTrace());
    }

    @Test
    void keepsWhatAPoolHeardFromItsServer() {
        SQLException refused =
                new SQLException("FATAL: password authentication failed\n  Detail: with s3cret", "28P01");

        Throwable reported = told(new SQLException("the pool has no connection", "28P01", refused));

        assertThat(reported.getCause()).hasMessage("FATAL: password authentication failed (SQLSTATE 28P01)");
    }

    @Test
    void isAsShortAsTheDriver() {
        assertThat(told(new SQLException())).hasMessage("");
    }

    private static Throwable told(SQLException e) {
        return Reported.of(e);
    }
}
