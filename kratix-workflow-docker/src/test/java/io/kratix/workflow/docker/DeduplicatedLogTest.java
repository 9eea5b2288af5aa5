// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeduplicatedLogTest {
    private static final String NOON = "2026-01-02T12:00:00.5Z";
    private static final String BEFORE_NOON = "2026-01-02T11:59:00Z";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final DeduplicatedLog deduplicated = new DeduplicatedLog(log, new StoredSize(1000));

    /** Also where the engine's clock was set back meanwhile. */
    @ParameterizedTest
    @ValueSource(strings = {NOON, BEFORE_NOON})
    void passesOnOnceWhatALogEndsWithThatWasNotToldToItsEnd(String second) throws IOException {
        told(NOON + " one", second + " two");

        deduplicated.beginTellingOfAll();
        told(NOON + " one", second + " two", second + " three");

        assertThat(log).hasToString("one,two,three,");
    }

    @Test
    void passesNothingOnTwiceOfALogThatIsFollowedAnew() throws IOException {
        told(BEFORE_NOON + " one", NOON + " two");

        deduplicated.beginTelling();
        told(BEFORE_NOON + " one", NOON + " two", NOON + " three");

        assertThat(log).hasToString("one,two,three,");
    }

    private void told(String... frames) throws IOException {
        for (String frame : frames) {
            deduplicated.take((frame + ",").getBytes(StandardCharsets.UTF_8));
        }
    }
}
