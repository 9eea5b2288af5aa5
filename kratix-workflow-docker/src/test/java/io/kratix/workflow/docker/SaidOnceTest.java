// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaidOnceTest {
    private final List<String> heard = new ArrayList<>();
    private final SaidOnce once = new SaidOnce(heard::add);

    @Test
    void passesEachTextOnOnce() {
        once.accept("rbac is ignored");
        once.accept("tolerations are ignored");
        once.accept("rbac is ignored");

        assertThat(heard).containsExactly("rbac is ignored", "tolerations are ignored");
    }

    @Test
    void remembersABoundedNumberOfTexts() {
        once.accept("first");
        for (int text = 0; text < SaidOnce.REMEMBERED; text++) {
            once.accept("text " + text);
        }

        once.accept("first");

        assertThat(heard).hasSize(SaidOnce.REMEMBERED + 2).endsWith("first");
    }
}
