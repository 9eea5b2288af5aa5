// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.ObjectReference;
import io.kratix.spi.workflow.ContainerResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One try of one Pipeline. Recorded before it begins, so that nothing runs which nobody knows of.
 *
 * @param id the run's id
 * @param owner the request that it runs for
 * @param promise the Promise's name
 * @param pipeline the Pipeline's name
 * @param position the Pipeline's place in its workflow, from 0
 * @param hash the digest of the specs that it runs with
 * @param ordinal counts the runs of the owner, from 1
 * @param phase how it gets on
 * @param message container, image and cause of a failure; empty otherwise
 * @param results how its containers ended
 * @param started when it was recorded
 * @param finished when its outcome was recorded
 */
public record RunRecord(
        String id,
        ObjectReference owner,
        String promise,
        String pipeline,
        int position,
        String hash,
        long ordinal,
        Phase phase,
        String message,
        List<ContainerResult> results,
        Instant started,
        Optional<Instant> finished) {
    /** The index by owner: the reference of the request, as text. */
    public static final String BY_OWNER = "owner";

    /** Copies the results. */
    public RunRecord {
        results = List.copyOf(results);
    }

    /** How a run gets on. */
    public enum Phase {
        /** Its outcome is not recorded yet. */
        RUNNING,
        /** Every container exited with 0, and what came back was accepted. */
        SUCCEEDED,
        /** A container failed, or what came back was refused. */
        FAILED
    }

    /**
     * {@return a copy that has ended}
     *
     * @param how its phase
     * @param why container, image and cause of a failure; empty otherwise
     * @param containers how its containers ended
     * @param when now
     */
    public RunRecord ended(Phase how, String why, List<ContainerResult> containers, Instant when) {
        return new RunRecord(
                id,
                owner,
                promise,
                pipeline,
                position,
                hash,
                ordinal,
                how,
                why,
                containers,
                started,
                Optional.of(when));
    }

    Map<String, String> indexes() {
        return Map.of(BY_OWNER, owner.toString());
    }
}
