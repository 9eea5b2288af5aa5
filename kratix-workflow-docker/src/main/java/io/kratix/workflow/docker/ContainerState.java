// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a container has come.
 *
 * @param status the engine's word: {@code created}, {@code running}, {@code exited}
 * @param exitCode the exit code, once it has ended
 * @param outOfMemory whether it was killed for using too much memory
 * @param error what the engine says went wrong; empty: nothing
 * @param started when it began; the epoch if it has not
 * @param finished when it ended; the epoch if it has not
 */
record ContainerState(
        String status, int exitCode, boolean outOfMemory, String error, Instant started, Instant finished) {
    private static final Set<String> BEFORE = Set.of("created", "configured", "initialized");
    private static final Set<String> AFTER = Set.of("exited", "dead", "stopped", "removing");

    static ContainerState of(InspectContainerResponse response) {
        InspectContainerResponse.ContainerState state = response.getState();
        Long exitCode = state.getExitCodeLong();
        Instant started = time(state.getStartedAt());
        Instant finished = time(state.getFinishedAt());
        return new ContainerState(
                text(state.getStatus()),
                exitCode == null ? 0 : exitCode.intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                text(state.getError()),
                started,
                // Docker notes the start when it hears of it, which may be after a short container's end
                finished.isBefore(started) ? started : finished);
    }

    boolean isBeforeStart() {
        return BEFORE.contains(status);
    }

    boolean hasEnded() {
        return AFTER.contains(status);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Instant time(@Nullable String text) {
        try {
            return text == null || text.startsWith("0001-")
                    ? Instant.EPOCH
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
