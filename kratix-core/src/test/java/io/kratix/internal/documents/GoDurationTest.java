// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations mean what Go's {@code time.ParseDuration} takes them for. */
final class GoDurationTest {
    @Test
    void readsNoTextThatIsLongerThanAnyDuration() {
        String zeros = "0".repeat(90);

        assertThat(GoDuration.parse(zeros + "5s")).contains(Duration.ofSeconds(5));
        assertThat(GoDuration.parse(zeros.repeat(2) + "5s")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "+0, PT0S",
        "-0, PT0S",
        "0s, PT0S",
        "5s, PT5S",
        "30s, PT30S",
        "1478s, PT24M38S",
        "-5s, PT-5S",
        "+5s, PT5S",
        "5.0s, PT5S",
        "5.6s, PT5.6S",
        "5.s, PT5S",
        ".5s, PT0.5S",
        "1.004s, PT1.004S",
        "100.00100s, PT100.001S",
        "10ns, PT0.00000001S",
        "11us, PT0.000011S",
        "12\u00b5s, PT0.000012S",
        "12\u03bcs, PT0.000012S",
        "13ms, PT0.013S",
        "14s, PT14S",
        "15m, PT15M",
        "16h, PT16H",
        "3h30m, PT3H30M",
        "10.5s4m, PT4M10.5S",
        "-2m3.4s, PT-2M-3.4S",
        "1h2m3s4ms5us6ns, PT1H2M3.004005006S",
        "1.5ns, PT0.000000001S",
        "300000h, PT300000H",
        "9223372036854775807ns, PT2562047H47M16.854775807S",
    })
    void readsWhatGoReads(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3",
                "-",
                "s",
                ".",
                "-.",
                ".s",
                "+.s",
                "1d",
                "5 s",
                " 5s",
                "5s ",
                "1h ",
                "--5s",
                "1e3s",
                "five",
                "5S",
                "9223372036854775808ns",
                "3000000h",
                "99999999999999999999999h"
            })
    void readsNothingElse(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
