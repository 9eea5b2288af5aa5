// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import java.time.Instant;
import java.util.Objects;

/** How one container of a run ended. */
public final class ContainerResult {
    private final String container;
    private final int exitCode;
    private final Instant started;
    private final Instant finished;

    private ContainerResult(String container, int exitCode, Instant started, Instant finished) {
        this.container = container;
        this.exitCode = exitCode;
        this.started = started;
        this.finished = finished;
    }

    /**
     * {@return a result}
     *
     * @param container the container's name
     * @param exitCode 0 for success
     * @param started when it began
     * @param finished when it ended
     */
    public static ContainerResult of(String container, int exitCode, Instant started, Instant finished) {
        return new ContainerResult(container, exitCode, started, finished);
    }

    /** {@return the container's name} */
    public String container() {
        return container;
    }

    /** {@return the exit code; 0 for success} */
    public int exitCode() {
        return exitCode;
    }

    /** {@return when it began} */
    public Instant started() {
        return started;
    }

    /** {@return when it ended} */
    public Instant finished() {
        return finished;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerResult result
                && result.container.equals(container)
                && result.exitCode == exitCode
                && result.started.equals(started)
                && result.finished.equals(finished);
    }

    @Override
    public int hashCode() {
        return Objects.hash(container, exitCode, started, finished);
    }

    @Override
    public String toString() {
        return container + " exited with " + exitCode;
    }
}
