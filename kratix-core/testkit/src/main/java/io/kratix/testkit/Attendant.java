// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A thread that waits for a run, as the engine does. */
final class Attendant {
    private final Thread thread;
    private final Duration limit;
    private volatile @Nullable PipelineOutcome outcome;
    private volatile @Nullable Throwable thrown;

    private Attendant(WorkflowRunner runner, PipelineRun run, Duration limit) {
        this.limit = limit;
        thread = new Thread(() -> attend(runner, run), "attendant of " + run.id());
        thread.setDaemon(true);
    }

    static Attendant of(WorkflowRunner runner, PipelineRun run, Duration limit) {
        Attendant attendant = new Attendant(runner, run, limit);
        attendant.thread.start();
        return attendant;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits until it has ended; fails if it does not. */
    Attendant end() throws InterruptedException {
        thread.join(limit.toMillis());
        assertThat(thread.isAlive())
                .as("whether run still waits after " + limit)
                .isFalse();
        return this;
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    Optional<PipelineOutcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    Optional<Throwable> thrown() {
        return Optional.ofNullable(thrown);
    }

    String describe() {
        return hasEnded() ? "it ended with " + outcome().map(PipelineOutcome::message) + thrown() : "it still runs";
    }

    private void attend(WorkflowRunner runner, PipelineRun run) {
        try {
            outcome = runner.run(run);
        } catch (InterruptedException | RuntimeException | Error e) {
            thrown = e;
        }
    }
}
