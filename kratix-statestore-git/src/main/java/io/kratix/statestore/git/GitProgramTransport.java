// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.BasePackPushConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.Transport;

/**
 * Talks with a repository of this machine through the {@code git} program, as git itself does: so its hooks run, what
 * arrives is checked for completeness, and half a push is never visible. JGit's own transport for local repositories
 * does none of that, and the program it can start instead is out of reach when it hangs.
 */
final class GitProgramTransport extends Transport implements PackTransport {
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
    private final NetworkCall call;

    /**
     * Prepares a conversation.
     *
     * @param local the cache
     * @param program the git program
     * @param gitDirectory the repository to talk with
     * @param call the conversation that this transport serves
     */
    GitProgramTransport(Repository local, Path program, Path gitDirectory, NetworkCall call) {
        super(local, FileRemote.uri(gitDirectory));
        this.program = program;
        this.gitDirectory = gitDirectory;
        this.call = call;
    }

    @Override
    public FetchConnection openFetch() throws TransportException {
        return new Fetch();
    }

    @Override
    public PushConnection openPush() throws TransportException {
        return new Push();
    }

    @Override
    public void close() {
        // each connection ends its own program
    }

    private Process start(String command) throws TransportException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), command, gitDirectory.toString());
        builder.environment().keySet().removeAll(NOT_INHERITED);
        try {
            Process process = builder.start();
            call.onCancel(byForce -> stop(process, byForce));
            listen(process);
            return process;
        } catch (IOException e) {
            throw new TransportException(getURI(), "cannot start " + program, e);
        }
    }

    /** What the program says for people must be read while it works, or it stops when its pipe is full. */
    private void listen(Process process) {
        try {
            call.executor().execute(() -> copyWords(process));
        } catch (RejectedExecutionException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void copyWords(Process process) {
        try (InputStream errors = process.getErrorStream()) {
            errors.transferTo(call.wordsSink());
        } catch (IOException e) {
            process.destroyForcibly(); // nobody can listen any more
        }
    }

    private InputStream input(Process process) {
        return new BufferedInputStream(call.watched(process.getInputStream()));
    }

    private static OutputStream output(Process process) {
        return new BufferedOutputStream(process.getOutputStream());
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

    /** Waits for the end that follows the end of its input, so that the program's locks are gone when we go on. */
    private static void end(Process process) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                stop(process, true);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            stop(process, false);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Fetch extends BasePackFetchConnection {
        private final Process process;

        Fetch() throws TransportException {
            super(GitProgramTransport.this);
            process = start("upload-pack");
            init(input(process), output(process));
            readAdvertisedRefs();
        }

        @Override
        public void close() {
            super.close();
            end(process);
        }
    }

    private final class Push extends BasePackPushConnection {
        private final Process process;

        Push() throws TransportException {
            super(GitProgramTransport.this);
            process = start("receive-pack");
            init(input(process), output(process));
            readAdvertisedRefs();
        }

        @Override
        public void close() {
            super.close();
            end(process);
        }
    }
}
