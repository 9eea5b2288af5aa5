// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that the engine makes have Kratix' form, and never more than 63 characters. */
final class ObjectNamesTest {
    @Test
    void areTheBaseADashAndFiveHexadecimalCharacters() {
        String name = ObjectNames.deterministic("redis-my-request-configure", "configure");

        assertThat(name).matches("redis-my-request-configure-[0-9a-f]{5}");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "56, 56", "57, 57", "58, 56", "253, 56"})
    void cutALongBase(int length, int kept) {
        String name = ObjectNames.deterministic("x".repeat(length));

        assertThat(name).matches("x{" + kept + "}-[0-9a-f]{5}").hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void endTheBaseInALetterOrDigit() {
        String cutAtADash = "x".repeat(54) + "-.yyy";

        assertThat(ObjectNames.deterministic(cutAtADash)).matches("x{54}-[0-9a-f]{5}");
        assertThat(ObjectNames.deterministic("redis--")).matches("redis-[0-9a-f]{5}");
        assertThatThrownBy(() -> ObjectNames.deterministic("-.-"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'-.-' has no letter or digit to make a name of");
    }

    @Test
    void areTheSameForTheSameInputAlone() {
        String name = ObjectNames.deterministic("redis", "default/my-request", "configure");

        assertThat(ObjectNames.deterministic("redis", "default/my-request", "configure"))
                .isEqualTo(name);
        assertThat(ObjectNames.deterministic("redis", "default/my-request", "second"))
                .isNotEqualTo(name);
        assertThat(ObjectNames.deterministic("redis", "team-a/my-request", "configure"))
                .isNotEqualTo(name);
    }
}
