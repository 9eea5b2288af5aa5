// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.ObjectReference;
import io.kratix.model.WorkflowAction;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs Pipelines, of which the k-th fails. A run that has succeeded is found again by its id, by another program, too, until
 * it is released: what it did is not done once more.
 */
final class Pipelines implements WorkflowRunner {
    static final String TOLD = "told to fail";
    static final String IMPOSSIBLE = "nobody can make this";

    private final VirtualTime time;
    private final Order order;
    private final Map<String, Integer> successes = new TreeMap<>();
    private final Map<String, ObjectReference> owners = new HashMap<>();
    private final Set<String> found = new HashSet<>();
    private int runsLeft;
    private int failures;

    Pipelines(VirtualTime time, Order order) {
        this.time = time;
        this.order = order;
    }

    /** Who called is no part of a history, and would stand in the run's log. */
    private static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private FailedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Makes Pipelines fail.
     *
     * @param run which of the next ones is the first to fail, from 1
     * @param times how many of them in a row
     */
    void fail(int run, int times) {
        runsLeft = run;
        failures = times;
    }

    void heal() {
        failures = 0;
    }

    /**
     * An object is gone. One of its name that is made in the same instant has runs of the same ids: only virtual time stands
     * still for so long.
     *
     * @param owner whose runs had succeeded
     */
    void ended(ObjectReference owner) {
        successes.entrySet().removeIf(run -> run.getValue() == 1 && owner.equals(owners.get(run.getKey())));
    }

    /** {@return how often each run did what it was to do} */
    Map<String, Integer> successes() {
        return successes;
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        InProcessWorkflowRunner.Builder runner =
                InProcessWorkflowRunner.builder().clock(time.clock());
        run.pipeline().containers().forEach(container -> runner.image(container.image(), this::play));
        return runner.build().run(run);
    }

    private void play(PipelineCall call) throws IOException {
        boolean makes =
                WorkflowAction.CONFIGURE.text().equals(call.environment().get("KRATIX_WORKFLOW_ACTION"));
        int size = Declarations.size(call.object());
        if (!found.contains(call.runId())) {
            owners.put(call.runId(), call.object().reference());
            succeedOrFail(call.runId(), makes && size % Declarations.IMPOSSIBLE == 0);
        }
        if (makes) {
            make(call, size);
        }
    }

    private static void make(PipelineCall call, int size) throws IOException {
        String version = call.container().command().get(0);
        for (Map.Entry<String, String> output :
                Declarations.outputs(call.object().reference(), size, version).entrySet()) {
            call.writeOutput(output.getKey(), output.getValue());
        }
    }

    private void succeedOrFail(String run, boolean impossible) {
        if (impossible) {
            throw new FailedException(IMPOSSIBLE);
        }
        if (failures > 0 && --runsLeft <= 0) {
            failures--;
            order.called("Pipeline fails: " + run);
            throw new FailedException(TOLD);
        }
        order.altered("Pipeline succeeds: " + run);
        successes.merge(run, 1, Integer::sum);
        found.add(run);
    }

    @Override
    public void release(String runId) {
        found.remove(runId);
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public void close() {}
}
