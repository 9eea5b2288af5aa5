// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "64Mi, 67108864",
        "1Gi, 1073741824",
        "129M, 129000000",
        "1e3, 1000",
        "128974848, 128974848",
        "0.5Ki, 512",
        "1500m, 2",
        "0, 0"
    })
    void readsAmountsAsKubernetesWritesThem(String text, long units) {
        assertThat(Quantity.parse(text).map(Quantity::units)).contains(units);
    }

    @Test
    void countsCoresInBillionths() {
        assertThat(Quantity.parse("250m").map(Quantity::nanos)).contains(250_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Mi", "1 Mi", "1mi", "1KB", "one", "1e", "--1", "-1", "-999999999999999999E", "1e999999999"})
    void takesNothingElseForAnAmount(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }
}
