// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import java.util.List;

/** How a run ended. */
public final class PipelineOutcome {
    private final boolean succeeded;
    private final List<ContainerResult> results;
    private final String message;

    private PipelineOutcome(boolean succeeded, List<ContainerResult> results, String message) {
        this.succeeded = succeeded;
        this.results = List.copyOf(results);
        this.message = message;
    }

    /**
     * {@return an outcome: every container exited with 0}
     *
     * @param results one for each container, in order
     */
    public static PipelineOutcome succeeded(List<ContainerResult> results) {
        return new PipelineOutcome(true, results, "");
    }

    /**
     * {@return an outcome: a container failed, or could not be started}
     *
     * @param results those containers that ended, in order
     * @param message names container, image and cause
     */
    public static PipelineOutcome failed(List<ContainerResult> results, String message) {
        return new PipelineOutcome(false, results, message);
    }

    /** {@return whether every container exited with 0} */
    public boolean isSuccess() {
        return succeeded;
    }

    /** {@return those containers that ended, in order} */
    public List<ContainerResult> results() {
        return results;
    }

    /** {@return container, image and cause of a failure; empty on success} */
    public String message() {
        return message;
    }
}
