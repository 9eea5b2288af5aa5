// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.RegistryException.Reason;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL reports, for all that is not easily brought about. */
final class PostgresDialectTest {
    private final PostgresDialect dialect = new PostgresDialect();

    @ParameterizedTest
    @CsvSource({
        "53100, FULL, make room",
        "55P03, LOCKED, end that transaction",
        "XX001, CORRUPT, restore it from a backup",
        "XX002, CORRUPT, restore it from a backup",
        "42501, UNFIT, grant it that",
        "25006, UNAVAILABLE, lead the engine to the primary server",
        "42P01, CORRUPT, restore them from a backup",
        "3F000, CORRUPT, restore them from a backup",
        "53300, UNAVAILABLE, raise its max_connections",
        "57P03, UNAVAILABLE, check that it runs",
        "28P01, UNAVAILABLE, check that it runs"
    })
    void saysWhatToDo(String state, Reason reason, String what) {
        SQLException reported = new SQLException("the server's words", state);

        assertThatThrownBy(() -> {
                    throw dialect.explain(reported);
                })
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(what)
                .hasMessageEndingWith(": the server's words");
    }

    @ParameterizedTest
    @CsvSource({"40001", "40P01", "23505"})
    void hasTheStepDecidedAnewThatWasOvertaken(String state) {
        assertThat(dialect.explain(new SQLException("overtaken", state))).isInstanceOf(StaleStepException.class);
    }

    @Test
    void waitsForAServerThatReportsNoState() {
        assertThat(dialect.explain(new SQLException("the driver's words")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }
}
