// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.Locale;

/** Says in people's words why a container failed. */
final class Cause {
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;
    private static final int KILLED = 137;

    private Cause() {}

    /** {@return why a container that ended failed; empty if it did not} */
    static String of(PlannedContainer planned, ContainerState state) {
        if (state.outOfMemory() && state.exitCode() != 0) {
            return planned.place() + " was killed: it used more memory than "
                    + bound(planned.limits().memory());
        }
        if (!state.error().isEmpty() && state.exitCode() != 0) {
            return planned.place() + " failed: " + ofStart(state.error());
        }
        return state.exitCode() == 0
                ? ""
                : planned.place() + " exited with code " + state.exitCode() + hint(state.exitCode());
    }

    /** {@return what an engine says when it cannot start a container, with what people can do about it before it} */
    static String ofStart(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("executable file not found")
                || lower.contains("no such file or directory")
                || lower.contains("no command specified")) {
            return "its command is not in the image: " + words;
        }
        return lower.contains("permission denied") ? "its command is not executable: " + words : words;
    }

    private static String hint(int exitCode) {
        return switch (exitCode) {
            case NOT_EXECUTABLE -> " (a command is not executable)";
            case NOT_FOUND -> " (a command was not found)";
            case KILLED -> " (killed, by somebody or by the engine as it stopped)";
            default ->
                exitCode > SIGNALLED && exitCode < 2 * SIGNALLED ? " (signal " + (exitCode - SIGNALLED) + ")" : "";
        };
    }

    private static String bound(long limit) {
        return limit == 0
                ? "the engine has"
                : "its limit of " + mebibytes(limit) + "; raise its resources.limits.memory";
    }

    private static String mebibytes(long bytes) {
        return bytes % (1L << 20) == 0 ? (bytes >> 20) + "Mi" : bytes + " bytes";
    }
}
