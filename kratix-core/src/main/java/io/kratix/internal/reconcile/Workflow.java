// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far an object's workflow has come, and what comes next. Pure: it follows from the Pipelines, the specs, the runs on
 * record and what is asked for.
 *
 * @param action whether it configures or deletes
 * @param pipelines the Pipelines, in order
 * @param hash the digest of the specs that they run with
 * @param succeeded how many of them have succeeded with these specs, one after another
 * @param last the newest run, whatever it ran with
 * @param asked what is asked for
 */
record Workflow(
        WorkflowAction action,
        List<Pipeline> pipelines,
        String hash,
        int succeeded,
        Optional<RunRecord> last,
        Asked asked) {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(6);

    /** What comes next. */
    enum Next {
        /** A run goes on. */
        WAIT,
        /** A run goes on that nobody wants any more. */
        CANCEL,
        /** The Pipeline after the last one that succeeded has to run. */
        RUN,
        /** The first Pipeline has to run, whatever has succeeded. */
        START_OVER,
        /** A Pipeline failed, and is tried again after a pause. */
        RETRY,
        /** A Pipeline, or a person, has the workflow wait. */
        SUSPENDED,
        /** A Pipeline failed for good; the next one never runs. */
        FAILED,
        /** All Pipelines have succeeded. */
        DONE
    }

    /**
     * What is asked for.
     *
     * @param restart whether somebody wants the whole workflow to run, as soon as no Pipeline runs
     * @param cancel whether a Pipeline that runs is to be cancelled for that
     * @param suspended whether the object says that its workflow waits
     * @param retries how often a Pipeline that says nothing of it is tried again
     * @param now the engine's time
     */
    record Asked(boolean restart, boolean cancel, boolean suspended, int retries, Instant now) {}

    /**
     * {@return the state of a workflow}
     *
     * @param action whether it configures or deletes
     * @param pipelines the Pipelines, in order
     * @param hash the digest of the specs as they are now
     * @param runs all runs on record of the object
     * @param asked what is asked for
     */
    static Workflow of(
            WorkflowAction action, List<Pipeline> pipelines, String hash, List<RunRecord> runs, Asked asked) {
        List<RunRecord> newestFirst = new ArrayList<>(runs);
        newestFirst.removeIf(run -> run.assignment().action() != action);
        newestFirst.sort(Comparator.comparing(RunRecord::ordinal).reversed());
        Set<String> succeeded = new HashSet<>();
        for (RunRecord run : newestFirst) {
            if (endsTheLookBack(run, newestFirst.get(0), hash)) {
                break;
            }
            if (run.phase() == Phase.SUCCEEDED) {
                succeeded.add(run.pipeline());
            }
        }
        int leading = 0;
        while (leading < pipelines.size()
                && succeeded.contains(pipelines.get(leading).name())) {
            leading++;
        }
        return new Workflow(
                action, pipelines, hash, leading, newestFirst.stream().findFirst(), asked);
    }

    /** What ran with other specs has been overwritten; what has been taken back stays so whatever the specs are now. */
    private static boolean endsTheLookBack(RunRecord run, RunRecord newest, String hash) {
        boolean sameRound = run.assignment().round() == newest.assignment().round();
        return !sameRound
                || (run.assignment().action() == WorkflowAction.CONFIGURE
                        && !run.assignment().hash().equals(hash));
    }

    /**
     * {@return the workflow once its next run is recorded}
     *
     * @param run the run
     */
    Workflow running(RunRecord run) {
        Asked nothing = new Asked(false, false, false, asked.retries(), asked.now());
        return new Workflow(action, pipelines, hash, position(), Optional.of(run), nothing);
    }

    /** {@return what comes next} */
    Next next() {
        if (last.filter(RunRecord::isOpen).isPresent()) {
            return asked.cancel() && is(Phase.RUNNING) ? Next.CANCEL : Next.WAIT;
        }
        if (asked.restart() && !pipelines.isEmpty()) {
            return Next.START_OVER;
        }
        if (asked.suspended()) {
            return resumesByItself() ? Next.RUN : Next.SUSPENDED;
        }
        if (succeeded >= pipelines.size()) {
            return Next.DONE;
        }
        return failure().isPresent() ? afterFailure() : Next.RUN;
    }

    /** {@return whether the workflow was suspended by a Pipeline that ran with the specs as they are now} */
    boolean isSuspendedByPipeline() {
        return is(Phase.SUSPENDED) && isCurrent();
    }

    /** {@return the run that failed last, if nothing has run since} */
    Optional<RunRecord> failure() {
        return last.filter(run -> run.phase() == Phase.FAILED && isCurrent());
    }

    /** {@return when a Pipeline is tried again that failed, or that asked for it} */
    Optional<Instant> due() {
        return switch (next()) {
            case RETRY -> failure().map(Workflow::retryAt);
            case SUSPENDED -> last.filter(run -> isSuspendedByPipeline()).flatMap(RunRecord::resumes);
            case WAIT, CANCEL, RUN, START_OVER, FAILED, DONE -> Optional.empty();
        };
    }

    /** {@return the place of the Pipeline that comes next; only if there is one} */
    int position() {
        return next() == Next.START_OVER ? 0 : succeeded;
    }

    /**
     * {@return what the next run is to do}
     *
     * @param promise the Promise, as it is at the version that a request runs with
     * @param object the request or Promise
     */
    RunAssignment assignment(Promise promise, RegisteredObject object) {
        boolean again = next() == Next.RUN && isCurrent() && isSamePipeline();
        long round = last.map(run -> run.assignment().round()).orElse(0L);
        RunAssignment before = last.map(RunRecord::assignment)
                .filter(any -> again)
                .orElse(new RunAssignment("", "", action, "", 0, "", 0, "", 0, 0, 0));
        String pipeline = pipelines.get(position()).name();
        return new RunAssignment(
                promise.name(),
                object.reference().isPromise() ? "" : Versions.current(promise.document()),
                action,
                pipeline,
                position(),
                hash,
                object.generation(),
                RunIds.key(object, action, pipeline),
                next() == Next.START_OVER ? round + 1 : round,
                failures(before),
                postponed(before));
    }

    /** {@return how often the Pipeline that suspended the workflow has asked for another try; 0 if it waits for somebody} */
    long attempts() {
        return wantsAnotherTry()
                ? last.map(run -> run.assignment().postponed() + 1L).orElse(0L)
                : 0;
    }

    /** {@return how often the Pipeline that failed is tried at the most} */
    int tries() {
        return 1
                + last.map(run -> run.assignment().position())
                        .filter(position -> position < pipelines.size())
                        .flatMap(position -> pipelines.get(position).retries())
                        .orElse(asked.retries());
    }

    /** A try that was cut off is none. */
    private int failures(RunAssignment before) {
        if (is(Phase.CANCELLED)) {
            return before.failures();
        }
        return is(Phase.FAILED) && !before.pipeline().isEmpty() ? before.failures() + 1 : 0;
    }

    private int postponed(RunAssignment before) {
        if (wantsAnotherTry()) {
            return before.postponed() + (before.pipeline().isEmpty() ? 0 : 1);
        }
        return is(Phase.FAILED) || is(Phase.CANCELLED) ? before.postponed() : 0;
    }

    private Next afterFailure() {
        RunRecord failed = failure().orElseThrow();
        if (failed.assignment().failures() + 1 >= tries()) {
            return Next.FAILED;
        }
        return retryAt(failed).isAfter(asked.now()) ? Next.RETRY : Next.RUN;
    }

    /** As Kubernetes has it for its Jobs: ten seconds, doubled each time, at most six minutes. */
    private static Instant retryAt(RunRecord failed) {
        int doublings = Math.min(failed.assignment().failures(), 6);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return failed.finished()
                .orElse(failed.started())
                .plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    }

    private boolean resumesByItself() {
        boolean changed = is(Phase.SUSPENDED) && !isCurrent();
        boolean due = isSuspendedByPipeline()
                && last.flatMap(RunRecord::resumes)
                        .filter(at -> !at.isAfter(asked.now()))
                        .isPresent();
        return (changed || due) && succeeded < pipelines.size();
    }

    private boolean wantsAnotherTry() {
        return is(Phase.SUSPENDED) && last.flatMap(RunRecord::resumes).isPresent();
    }

    private boolean is(Phase phase) {
        return last.filter(run -> run.phase() == phase).isPresent();
    }

    private boolean isCurrent() {
        return last.filter(run -> run.assignment().hash().equals(hash)).isPresent();
    }

    private boolean isSamePipeline() {
        return succeeded < pipelines.size()
                && last.filter(run ->
                                run.pipeline().equals(pipelines.get(succeeded).name()))
                        .isPresent();
    }
}
