// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scope that could match nothing is none. */
final class ScopeTest {
    @ParameterizedTest
    @ValueSource(strings = {"Mailbox", "", ".acme.org", "Mailbox."})
    void refusesAKindWithoutItsGroup(String kind) {
        assertThatThrownBy(() -> Scope.ofKinds("redis.example.org", kind))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "kind \"" + kind + "\" must be <kind>.<group>, as in \"redis.example.org\" - add the group of"
                                + " its API; the engine's own kinds have platform.kratix.io");
    }

    @Test
    void takesTheEnginesOwnKindsWithTheirGroup() {
        assertThat(Scope.ofKinds("Destination.platform.kratix.io"))
                .hasToString("kinds Destination.platform.kratix.io; namespaces ");
    }
}
