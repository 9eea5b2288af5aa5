// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.Registry;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs have left is asked for, by one thread at most. */
final class RunKeeperTest {
    private final List<String> asked = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final RunKeeper keeper = new RunKeeper(Registry.inMemory(), new Asked(), Runnable::run, text -> text);

    @Test
    void asksNoSecondTimeWhileTheRunnerHasNotReturned() {
        meanwhile = keeper::releaseLeftovers;

        keeper.releaseLeftovers();

        assertThat(asked).containsExactly("leftovers");
    }

    @Test
    void asksAgainWhenItHasReturnedHoweverThatWas() {
        meanwhile = () -> {
            throw new StackOverflowError("too deep");
        };

        keeper.releaseLeftovers();
        keeper.releaseLeftovers();

        assertThat(asked).containsExactly("leftovers", "leftovers");
    }

    @Test
    void masksWhatTheRunnerSays() throws InterruptedException {
        RunKeeper masking =
                new RunKeeper(Registry.inMemory(), new Asked(), Runnable::run, text -> text.replace("hunter2", "****"));
        meanwhile = () -> {
            throw PluginException.unavailable("no login with hunter2");
        };

        assertThat(masking.problem(Duration.ofSeconds(1)))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("no login with ****").doesNotContain("hunter2"));
    }

    private final class Asked implements WorkflowRunner {
        @Override
        public void checkAccess() {
            meanwhile.run();
        }

        @Override
        public List<String> leftovers() {
            asked.add("leftovers");
            if (asked.size() == 1) {
                meanwhile.run();
            }
            return List.of();
        }

        @Override
        public PipelineOutcome run(PipelineRun run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release(String runId) {}

        @Override
        public void close() {}
    }
}
