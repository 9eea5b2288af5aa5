// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A sound runner of runs that outlive it, but for what a planted bug overrides. */
class BuggyWorkflowRunner implements WorkflowRunner {
    final DurableBackend backend;
    final DurableWorkflowRunner sound;

    BuggyWorkflowRunner(DurableBackend backend) {
        this.backend = backend;
        this.sound = new DurableWorkflowRunner(backend);
    }

    /** How a bug runs. */
    @FunctionalInterface
    interface Run {
        PipelineOutcome run(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException;
    }

    static Function<DurableBackend, WorkflowRunner> running(Run bug) {
        return backend -> new BuggyWorkflowRunner(backend) {
            @Override
            public PipelineOutcome run(PipelineRun run) throws InterruptedException {
                return bug.run(this, run);
            }
        };
    }

    /** {@return a runner that is given another run than the engine's} */
    static Function<DurableBackend, WorkflowRunner> seeing(UnaryOperator<PipelineRun> bug) {
        return running((runner, run) -> runner.sound.run(bug.apply(run)));
    }

    /** {@return a runner that tells another outcome than there was} */
    static Function<DurableBackend, WorkflowRunner> telling(UnaryOperator<PipelineOutcome> bug) {
        return running((runner, run) -> bug.apply(runner.sound.run(run)));
    }

    /** {@return an outcome with other results} */
    static PipelineOutcome with(PipelineOutcome outcome, List<ContainerResult> results) {
        return outcome.isSuccess()
                ? PipelineOutcome.succeeded(results)
                : PipelineOutcome.failed(results, outcome.message());
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        return sound.run(run);
    }

    @Override
    public void release(String runId) throws InterruptedException {
        sound.release(runId);
    }

    @Override
    public List<String> leftovers() throws InterruptedException {
        return sound.leftovers();
    }

    @Override
    public boolean durable() {
        return sound.durable();
    }

    @Override
    public void close() {
        sound.close();
    }
}
