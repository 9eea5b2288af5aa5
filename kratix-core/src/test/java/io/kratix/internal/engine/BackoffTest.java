// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses grow from a second to five minutes, each with jitter over its upper half. */
final class BackoffTest {
    private final RuntimeException failure = new IllegalStateException("no answer");

    private final Backoff backoff = new Backoff(new Random(42));

    @ParameterizedTest
    @CsvSource({
        "0, 1000",
        "1, 2000",
        "2, 4000",
        "3, 8000",
        "8, 256000",
        "9, 300000",
        "10, 300000",
        "1000, 300000",
        "2147483647, 300000"
    })
    void liesBetweenHalfAndAllOfWhatItDoublesTo(int attempts, long most) {
        List<Long> pauses = IntStream.range(0, 1000)
                .mapToObj(i -> backoff.pause(attempts, failure).toMillis())
                .toList();

        assertThat(pauses).allMatch(pause -> pause >= most / 2 && pause <= most);
        assertThat(pauses).anyMatch(pause -> pause < most * 6 / 10).anyMatch(pause -> pause > most * 9 / 10);
    }

    @Test
    void isAsLongAsARemoteAsksForIfThatIsLonger() {
        PluginException patient = PluginException.unavailable("busy").withRetryAfter(Duration.ofHours(2));
        PluginException hasty = PluginException.unavailable("busy").withRetryAfter(Duration.ofMillis(1));

        assertThat(backoff.pause(0, patient)).isEqualTo(Duration.ofHours(2));
        assertThat(backoff.pause(0, hasty)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1000));
    }
}
