// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariableExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "$(NAME), redis",
        "a$(NAME)b, aredisb",
        "$$(NAME), $(NAME)",
        "$$$(NAME), $redis",
        "$(NOBODY), $(NOBODY)",
        "$(NAME, $(NAME",
        "$NAME, $NAME",
        "$, $",
        "$$, $",
        "$(), $()"
    })
    void replacesVariablesAsKubernetesDoes(String text, String expected) {
        assertThat(VariableExpansion.expand(text, Map.of("NAME", "redis"))).isEqualTo(expected);
    }
}
