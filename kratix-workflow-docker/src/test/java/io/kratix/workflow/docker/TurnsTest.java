// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void endsEveryCallOfARunAndNoOther() {
        Turn first = turns.begin("run-1");
        Turn second = turns.begin("run-1");
        Turn other = turns.begin("run-2");

        turns.end("run-1");

        assertThatThrownBy(first::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatThrownBy(second::requireOpen).hasMessage("the run 'run-1' was released while it went on");
        assertThatCode(other::requireOpen).doesNotThrowAnyException();
    }

    @Test
    void letsARunBeginAnewThatWasReleased() {
        turns.finish(turns.begin("run-1"));
        turns.end("run-1");

        assertThatCode(turns.begin("run-1")::requireOpen).doesNotThrowAnyException();
    }
}
