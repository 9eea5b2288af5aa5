// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A secret shows itself to nobody by accident, and survives the editor it was written with. */
final class SecretTest {
    @Test
    void isNotShown() {
        assertThat(Secret.of("s3cret")).hasToString("****");
        assertThat("password: " + Secret.of("")).isEqualTo("password: ****");
    }

    @Test
    void isEqualByValueAndTellsNothingByItsHash() {
        assertThat(Secret.of("s3cret")).isEqualTo(Secret.of("s3cret".getBytes(StandardCharsets.UTF_8)));
        assertThat(Secret.of("s3cret"))
                .isNotEqualTo(Secret.of("s3cret\n"))
                .isNotEqualTo(Secret.of("S3cret"))
                .isNotEqualTo("s3cret")
                .hasSameHashCodeAs(Secret.of("another"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3cret, s3cret",
        "s3cret\\n, s3cret",
        "s3cret\\r\\n, s3cret",
        "s3cret\\n\\n, s3cret",
        "\\n, ''",
        "'', ''",
        "two\\nlines\\n, two\\nlines",
        "\\ns3cret, \\ns3cret",
        "'s3cret ', 's3cret '"
    })
    void losesTheLineEndsAtItsEndAsText(String stored, String text) {
        Secret secret = Secret.of(unescape(stored));

        assertThat(secret.text()).isEqualTo(unescape(text));
        assertThat(secret.bytes()).asString().isEqualTo(unescape(stored));
    }

    @Test
    void isNotChangedThroughTheArraysThatItTookOrGave() {
        byte[] given = {1, 2};
        Secret secret = Secret.of(given);

        given[0] = 9;
        secret.bytes()[1] = 9;

        assertThat(secret.bytes()).containsExactly(1, 2);
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }
}
