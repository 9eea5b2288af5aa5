// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.run.OwnersWorkflow;
import io.kratix.internal.run.TimeLimit;
import io.kratix.model.KratixLabels;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Has the Pipelines of a workflow run one after another: each run is recorded before its task has it begin. */
final class Conductor {
    private final Registry registry;
    private final WorkflowSettings settings;

    Conductor(Registry registry, WorkflowSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * Looks how far a workflow has come and does the next step.
     *
     * @param turn the object that the workflow runs for
     * @param promise its Promise, or the object itself
     * @param action which of its workflows
     * @param again whether the whole workflow is to run although nothing has changed
     * @return the workflow as it is after that step
     */
    Workflow advance(Turn turn, Promise promise, WorkflowAction action, boolean again) {
        List<Stored<RunRecord>> runs = runsOf(turn);
        Workflow workflow = workflow(turn, promise, action, again, values(runs));
        return switch (workflow.next()) {
            case CANCEL -> {
                cancel(turn, runs);
                yield workflow;
            }
            case RUN, START_OVER -> begin(turn, promise, workflow, runs);
            case WAIT -> {
                letGoOfWhatIsOvertaken(turn, workflow, runs);
                yield workflow;
            }
            case RETRY, SUSPENDED, FAILED, DONE -> workflow;
        };
    }

    /**
     * {@return the workflow as it is}
     *
     * @param turn the object that the workflow runs for
     * @param promise its Promise, or the object itself
     * @param action which of its workflows
     */
    Workflow look(Turn turn, Promise promise, WorkflowAction action) {
        return workflow(turn, promise, action, false, values(runsOf(turn)));
    }

    /**
     * Cancels what runs for an object.
     *
     * @param turn the object
     * @param action for which of its workflows; all if empty
     * @return the run that has not ended yet, if there is one
     */
    Optional<RunRecord> cancel(Turn turn, Optional<WorkflowAction> action) {
        List<Stored<RunRecord>> open = runsOf(turn).stream()
                .filter(run -> run.value().isOpen()
                        && action.filter(any -> any != run.value().assignment().action())
                                .isEmpty())
                .toList();
        cancel(turn, open);
        return open.stream().findFirst().map(Stored::value);
    }

    /** Forgets all runs of an object that goes. */
    void forget(Turn turn) {
        runsOf(turn).forEach(turn.step()::remove);
    }

    /** {@return when the whole workflow is to run again although nothing has changed; empty for never} */
    Optional<Instant> dueAgain(Workflow workflow, Promise promise) {
        boolean ended = workflow.next() == Workflow.Next.DONE
                || (workflow.next() == Workflow.Next.FAILED && settings.afterFailure());
        return ended && !workflow.pipelines().isEmpty()
                ? workflow.last().flatMap(RunRecord::finished).flatMap(end -> Interval.of(promise, settings.interval())
                        .map(end::plus))
                : Optional.empty();
    }

    private Workflow workflow(Turn turn, Promise promise, WorkflowAction action, boolean again, List<RunRecord> runs) {
        Optional<String> lastHash = runs.stream()
                .filter(run -> run.assignment().action() == action)
                .max(Comparator.comparing(RunRecord::ordinal))
                .map(run -> run.assignment().hash());
        boolean manual = turn.isLabelled(KratixLabels.MANUAL_RECONCILIATION);
        Workflow.Asked asked = new Workflow.Asked(
                again
                        || manual
                        // a deletion is begun again by a person alone
                        || (action == WorkflowAction.CONFIGURE && turn.isLabelled(KratixLabels.RUN_FROM_START)),
                manual,
                // a deletion does not wait for what suspended the other workflow
                turn.isLabelled(KratixLabels.WORKFLOW_SUSPENDED)
                        && (action == WorkflowAction.CONFIGURE || lastHash.isPresent()),
                settings.retries(),
                turn.now());
        Workflow workflow = Workflow.of(
                action,
                OwnersWorkflow.of(turn.reference(), promise, action),
                SpecHash.of(promise.document(), turn.document(), lastHash),
                runs,
                asked);
        boolean due = action == WorkflowAction.CONFIGURE
                && !asked.restart()
                && dueAgain(workflow, promise)
                        .filter(at -> !at.isAfter(turn.now()))
                        .isPresent();
        return due ? workflow(turn, promise, action, true, runs) : workflow;
    }

    /** A run that does not get on is not waited for when the specs have changed, or the version that the request is at. */
    private static void letGoOfWhatIsOvertaken(Turn turn, Workflow workflow, List<Stored<RunRecord>> runs) {
        workflow.last()
                .filter(run ->
                        !run.message().isEmpty() && !run.assignment().hash().equals(workflow.hash()))
                .ifPresent(run -> cancel(turn, runs));
    }

    private static Task runTask(RunRecord run) {
        return Task.of(Task.Type.RUN, run.id()).sharedBy(run.assignment().promise());
    }

    /** It counts for nobody: what only ends a run need not wait for the Pipelines that its Promise has in the queue. */
    private static Task endingTask(RunRecord run) {
        return Task.of(Task.Type.RUN, run.id());
    }

    /** Records the run before it begins; the task that is added with it has it begin. */
    private Workflow begin(Turn turn, Promise promise, Workflow workflow, List<Stored<RunRecord>> runs) {
        long ordinal =
                runs.stream().mapToLong(run -> run.value().ordinal()).max().orElse(0) + 1;
        Pipeline pipeline = workflow.pipelines().get(workflow.position());
        Duration limit = TimeLimit.of(pipeline, settings.timeLimit());
        RunRecord run = RunRecord.begun(
                RunIds.of(turn.object(), ordinal),
                turn.reference(),
                workflow.assignment(promise, turn.object()),
                ordinal,
                turn.now(),
                turn.now().plus(limit));
        turn.step().create(Table.RUNS, run).enqueue(runTask(run));
        turn.tell("PipelineStarted", workflow.action().title() + " Pipeline started: " + run.pipeline());
        List.of(KratixLabels.MANUAL_RECONCILIATION, KratixLabels.RUN_FROM_START, KratixLabels.WORKFLOW_SUSPENDED)
                .forEach(turn::unlabel);
        forgetOldRuns(turn, runs, run);
        return workflow.running(run);
    }

    private void forgetOldRuns(Turn turn, List<Stored<RunRecord>> runs, RunRecord begun) {
        runs.stream()
                .map(Stored::value)
                .collect(Collectors.groupingBy(Conductor::pipelineOf))
                .forEach((pipeline, ofPipeline) -> ofPipeline.stream()
                        .sorted(Comparator.comparing(RunRecord::ordinal).reversed())
                        .skip(pipeline.equals(pipelineOf(begun)) ? settings.keptRuns() - 1L : settings.keptRuns())
                        .forEach(run -> registry.find(Table.RUNS, run.id()).ifPresent(turn.step()::remove)));
    }

    private static String pipelineOf(RunRecord run) {
        return run.assignment().action() + " " + run.pipeline();
    }

    /** Has those of some runs stopped that go on. */
    static void cancel(Turn turn, List<Stored<RunRecord>> runs) {
        runs.stream().filter(run -> run.value().phase() == Phase.RUNNING).forEach(run -> turn.step()
                .update(run, run.value().in(Phase.CANCELLING, run.value().message()))
                .enqueue(endingTask(run.value())));
    }

    private List<Stored<RunRecord>> runsOf(Turn turn) {
        return registry.list(Table.RUNS, Query.where(RunRecord.BY_OWNER, turn.key()));
    }

    private static List<RunRecord> values(List<Stored<RunRecord>> runs) {
        return runs.stream().map(Stored::value).toList();
    }
}
