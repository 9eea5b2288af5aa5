// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.URIish;

/**
 * The {@code git} program of this machine, as git itself starts it next to a local repository: so its hooks run, what
 * arrives is checked for completeness, and half a push is never visible. JGit's own transport for local repositories
 * does none of that, and the program it can start instead is out of reach when it hangs.
 */
final class GitProgram implements RemoteProgram {
    /** What git itself clears before it starts such a program ({@code git rev-parse --local-env-vars}), and the protocol. */
    private static final List<String> NOT_INHERITED = List.of(
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_CONFIG",
            "GIT_CONFIG_PARAMETERS",
            "GIT_CONFIG_COUNT",
            "GIT_OBJECT_DIRECTORY",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_IMPLICIT_WORK_TREE",
            "GIT_GRAFT_FILE",
            "GIT_INDEX_FILE",
            "GIT_NO_REPLACE_OBJECTS",
            "GIT_REPLACE_REF_BASE",
            "GIT_PREFIX",
            "GIT_SHALLOW_FILE",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_QUARANTINE_PATH",
            "GIT_PROTOCOL");

    private static final long SECONDS_TO_END = 10;

    private final Path program;
    private final Path gitDirectory;

    /**
     * Names the program.
     *
     * @param program the git program
     * @param gitDirectory the repository to talk with
     */
    GitProgram(Path program, Path gitDirectory) {
        this.program = program;
        this.gitDirectory = gitDirectory;
    }

    @Override
    public URIish uri() {
        return FileRemote.uri(gitDirectory);
    }

    @Override
    public Running start(String service, Map<String, String> environment, NetworkCall call) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), service, gitDirectory.toString());
        builder.environment().keySet().removeAll(NOT_INHERITED);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            call.onCancel(byForce -> stop(process, byForce));
            return new LocalProcess(process, call.listen(process.getErrorStream()));
        } catch (IOException e) {
            throw new TransportException(uri(), "cannot start " + program, e);
        }
    }

    /**
     * Stops the program. Where a hook runs, stopping that is enough: the program takes it for a refusal and cleans up. A
     * program that is killed leaves its locks, which block the branch for everybody, so that comes last.
     */
    private static void stop(Process process, boolean byForce) {
        List<ProcessHandle> hooks = process.descendants().toList();
        if (byForce) {
            hooks.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        } else if (hooks.isEmpty()) {
            process.destroy();
        } else {
            hooks.forEach(ProcessHandle::destroy);
        }
    }

    private record LocalProcess(Process process, NetworkCall.Listener listener) implements Running {
        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public void close() {
            boolean interrupted = Thread.interrupted();
            try {
                if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                    stop(process, true);
                }
                listener.await();
            } catch (InterruptedException e) {
                interrupted = true;
                stop(process, false);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
