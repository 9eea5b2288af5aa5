// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.ObjectReference;
import io.kratix.spi.workflow.ContainerResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One try of one Pipeline. Recorded before it begins, so that nothing runs which nobody knows of.
 *
 * @param id the run's id
 * @param owner the request or Promise that it runs for
 * @param assignment what it is to do
 * @param ordinal counts the runs of the owner, from 1
 * @param started when it was recorded
 * @param deadline when it is too late
 * @param phase how it gets on
 * @param message container, image and cause of a failure; why a run that goes on does not get on; what a Pipeline that
 *     suspended its workflow said; empty otherwise
 * @param results how its containers ended
 * @param log the last lines that its containers wrote, {@code <container>: <line>}, secrets masked
 * @param resumes when a Pipeline that suspended its workflow wants another try; empty if it waits for somebody
 * @param finished when its outcome was recorded
 * @param handedOver when a workflow runner was given it that outlives the engine, or after it had waited for its turn
 */
public record RunRecord(
        String id,
        ObjectReference owner,
        RunAssignment assignment,
        long ordinal,
        Instant started,
        Instant deadline,
        Phase phase,
        String message,
        List<ContainerResult> results,
        List<String> log,
        Optional<Instant> resumes,
        Optional<Instant> finished,
        Optional<Instant> handedOver) {
    /** The index by owner: the reference of the request or Promise, as text. */
    public static final String BY_OWNER = "owner";

    /** The index, by the Promise's name, of those runs alone that go on. */
    public static final String OPEN_FOR = "open";

    /** Copies results and log. */
    public RunRecord {
        results = List.copyOf(results);
        log = List.copyOf(log);
    }

    /** How a run gets on. */
    public enum Phase {
        /** Its outcome is not recorded yet. */
        RUNNING,
        /** It shall end, and nobody wants its outcome any more. */
        CANCELLING,
        /** Every container exited with 0, and what came back was accepted. */
        SUCCEEDED,
        /** It succeeded, and asked for the workflow to wait. */
        SUSPENDED,
        /** A container failed, or what came back was refused. */
        FAILED,
        /** It has ended, or never began, because nobody wanted its outcome any more. */
        CANCELLED
    }

    /**
     * {@return a run that has just been decided on}
     *
     * @param id the run's id
     * @param owner the request or Promise that it runs for
     * @param assignment what it is to do
     * @param ordinal counts the runs of the owner, from 1
     * @param now when it is recorded
     * @param deadline when it is too late
     */
    public static RunRecord begun(
            String id, ObjectReference owner, RunAssignment assignment, long ordinal, Instant now, Instant deadline) {
        return new RunRecord(
                id,
                owner,
                assignment,
                ordinal,
                now,
                deadline,
                Phase.RUNNING,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * {@return a copy that a workflow runner is given now, and that has as much time from now on as it was to have}
     *
     * @param now the engine's time
     */
    public RunRecord handedOver(Instant now) {
        return new RunRecord(
                id,
                owner,
                assignment,
                ordinal,
                started,
                now.plus(limit()),
                phase,
                message,
                results,
                log,
                resumes,
                finished,
                Optional.of(now));
    }

    /** {@return how long it may take} */
    public Duration limit() {
        return Duration.between(handedOver.orElse(started), deadline);
    }

    /** {@return whether its outcome is not recorded yet} */
    public boolean isOpen() {
        return phase == Phase.RUNNING || phase == Phase.CANCELLING;
    }

    /** {@return the Pipeline's name} */
    public String pipeline() {
        return assignment.pipeline();
    }

    /**
     * {@return a copy with another phase}
     *
     * @param now how it gets on
     * @param why why, in words
     */
    public RunRecord in(Phase now, String why) {
        return new RunRecord(
                id,
                owner,
                assignment,
                ordinal,
                started,
                deadline,
                now,
                why,
                results,
                log,
                resumes,
                finished,
                handedOver);
    }

    /**
     * {@return a copy that has ended}
     *
     * @param how its phase
     * @param why container, image and cause of a failure, or what the Pipeline said; empty otherwise
     * @param containers how its containers ended
     * @param lines the last lines that they wrote
     * @param next when a Pipeline that suspended its workflow wants another try
     * @param when now
     */
    public RunRecord ended(
            Phase how,
            String why,
            List<ContainerResult> containers,
            List<String> lines,
            Optional<Instant> next,
            Instant when) {
        return new RunRecord(
                id,
                owner,
                assignment,
                ordinal,
                started,
                deadline,
                how,
                why,
                containers,
                lines,
                next,
                Optional.of(when),
                handedOver);
    }

    Map<String, String> indexes() {
        Map<String, String> indexes = new TreeMap<>();
        indexes.put(BY_OWNER, owner.toString());
        if (isOpen()) {
            indexes.put(OPEN_FOR, assignment.promise());
        }
        return indexes;
    }
}
