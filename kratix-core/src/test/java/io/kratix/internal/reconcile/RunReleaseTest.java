// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.internal.plugin.Masker;
import io.kratix.internal.store.CallWatch;
import io.kratix.registry.Claim;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunReleaseTest {
    private static final Claim CLAIM = new Claim(Task.of(Task.Type.RUN, "run-1"), "token", 1);

    @Test
    void masksWhatTheRunnerThrows() {
        Masker masker = new Masker();
        masker.remember(Secret.of("hunter2-of-the-engine"));
        RunRelease release = new RunRelease(new Refusing(), new Patient(), masker::mask);

        assertThatThrownBy(() -> release.release(CLAIM, "run-1", () -> {}))
                .isInstanceOf(PluginException.class)
                .hasMessageContaining("no login with ****")
                .hasMessageNotContaining("hunter2");
    }

    /** Says what it should not. */
    private static final class Refusing implements WorkflowRunner {
        @Override
        public PipelineOutcome run(PipelineRun run) {
            throw new UnsupportedOperationException("no run is asked for here");
        }

        @Override
        public void release(String runId) {
            throw PluginException.unavailable("no login with hunter2-of-the-engine");
        }

        @Override
        public void close() {}
    }

    /** Gives every call the time that it wants. */
    private static final class Patient implements CallWatch {
        @Override
        public boolean isOurs(Claim claim) {
            return true;
        }

        @Override
        public boolean isWaitedFor(Claim claim) {
            return true;
        }

        @Override
        public Call begin(Claim claim, Duration limit, Runnable whenAbandoned) {
            return new Call() {
                @Override
                public boolean isTooLate() {
                    return false;
                }

                @Override
                public boolean isEnded() {
                    return false;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void giveUp(Claim claim) {}

        @Override
        public void interrupt(String task) {}
    }
}
