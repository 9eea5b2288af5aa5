// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outcome that a store confirms carries a revision that status and logs can show. */
final class ChangeOutcomeTest {
    private static final String LONGEST = "r".repeat(200);

    @Test
    void carriesTheRevision() {
        ChangeOutcome written = ChangeOutcome.written("4f2c");
        ChangeOutcome unchanged = ChangeOutcome.unchanged(LONGEST);

        assertThat(written.status()).isEqualTo(Status.WRITTEN);
        assertThat(written.revision()).isEqualTo("4f2c");
        assertThat(written.refusal()).isEmpty();
        assertThat(written).hasToString("WRITTEN 4f2c");
        assertThat(unchanged.status()).isEqualTo(Status.UNCHANGED);
        assertThat(unchanged.revision()).isEqualTo(LONGEST);
    }

    @Test
    void carriesTheRefusalInstead() {
        PluginException why = PluginException.rejected("a hook said no");

        ChangeOutcome refused = ChangeOutcome.refused(why);

        assertThat(refused.status()).isEqualTo(Status.REFUSED);
        assertThat(refused.revision()).isEmpty();
        assertThat(refused.refusal()).containsSame(why);
        assertThat(refused).hasToString("REFUSED a hook said no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "4f 2c", "4f2c\n", "\u00e9", "\u0000", "\u007f"})
    void refusesARevisionThatIsNotPrintable(String revision) {
        String message = "a revision has 1 to 200 printable characters: '" + revision + "'";

        assertThatThrownBy(() -> ChangeOutcome.written(revision))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> ChangeOutcome.unchanged(revision))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesARevisionThatIsTooLong() {
        assertThatThrownBy(() -> ChangeOutcome.written(LONGEST + "r")).isInstanceOf(IllegalArgumentException.class);
    }
}
