// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.spi.workflow.ContainerResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param phase its phase
 * @param message container, image and cause of a failure, or what the Pipeline said; empty otherwise
 * @param results how its containers ended
 * @param log the last lines that they wrote
 * @param resumes when a Pipeline that suspended its workflow wants another try
 * @param product what it left behind, if that counts
 */
public record RunOutcome(
        Phase phase,
        String message,
        List<ContainerResult> results,
        List<String> log,
        Optional<Instant> resumes,
        Optional<PipelineProduct> product) {
    /** {@return the outcome of a run that produced nothing} */
    public static RunOutcome of(Phase phase, String message) {
        return new RunOutcome(phase, message, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * {@return the outcome of a run that failed}
     *
     * @param message what failed, fit for a status
     * @param results how its containers ended, as far as they began
     */
    public static RunOutcome failed(String message, List<ContainerResult> results) {
        return new RunOutcome(Phase.FAILED, message, results, List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * {@return the outcome of a run all of whose containers succeeded: a success, or a suspension if the Pipeline asked for it}
     *
     * @param product what it left behind
     * @param results how its containers ended
     * @param now when; another try that the Pipeline asked for counts from then
     */
    public static RunOutcome succeeded(PipelineProduct product, List<ContainerResult> results, Instant now) {
        WorkflowControl control = product.control();
        return new RunOutcome(
                control.suspends() ? Phase.SUSPENDED : Phase.SUCCEEDED,
                control.suspends() ? control.message() : "",
                results,
                List.of(),
                control.retryAfter().map(now::plus),
                Optional.of(product));
    }

    /** {@return a copy with what the containers wrote} */
    public RunOutcome with(RunLog written) {
        return new RunOutcome(phase, message, results, written.tail(), resumes, product);
    }

    /** {@return a copy that says more} */
    public RunOutcome adding(String more) {
        return new RunOutcome(phase, message + more, results, log, resumes, product);
    }

    /**
     * {@return a run's record with this outcome}
     *
     * @param run the record of the run as it goes on
     * @param now when it ended
     */
    public RunRecord of(RunRecord run, Instant now) {
        return run.ended(phase, message, results, log, resumes, now);
    }
}
