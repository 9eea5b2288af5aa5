// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * A repository of this machine. Where there is a {@code git} program, it receives, and so everything is as for a push
 * from the command line. Where there is none JGit receives in this process, but it runs no hooks: a repository with hooks
 * is refused then, since a hook is there to be heeded.
 */
final class FileRemote implements Remote {
    private static final List<String> HOOKS =
            List.of("pre-receive", "update", "proc-receive", "reference-transaction", "post-receive", "post-update");

    private final Path directory;
    private final Optional<Path> program;

    /**
     * Names a repository.
     *
     * @param directory where it is, as git takes it: with or without {@code .git} at the end
     * @param program the git program, if there is one
     */
    FileRemote(Path directory, Optional<Path> program) {
        this.directory = directory;
        this.program = program;
    }

    /** {@return the first git program on a search path} */
    static Optional<Path> findProgram(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> List.of("git", "git.exe").stream().map(Path.of(folder)::resolve))
                .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
                .findFirst();
    }

    @Override
    public Transport openFetch(Repository cache, NetworkCall call) throws IOException {
        Path repository = gitDirectory();
        return program.isPresent()
                ? new ProgramTransport(cache, new GitProgram(program.get(), repository), call)
                : Transport.open(cache, uri(repository));
    }

    @Override
    public PushWire openPush(NetworkCall call) throws IOException {
        Path repository = gitDirectory();
        if (program.isPresent()) {
            return new ProgramTransport.Wire(new GitProgram(program.get(), repository), call);
        }
        refuseHooks(repository);
        return new JGitReceiver(repository, call);
    }

    @Override
    public void checkWritable() {
        Path repository = gitDirectory();
        for (String part : List.of("objects", "refs")) {
            if (!Files.isWritable(repository.resolve(part))) {
                throw PluginException.unauthorized("the user of this process may not write into " + repository);
            }
        }
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public List<String> spellings() {
        return List.of(directory.toString());
    }

    @Override
    public void close() {
        // programs end with their conversations
    }

    /** {@return the URL of a directory}, built by hand: made of text, JGit would read {@code %} and blanks differently. */
    static URIish uri(Path repository) {
        return new URIish().setScheme("file").setPath(repository.toString());
    }

    private Path gitDirectory() {
        File found = FileKey.resolve(directory.toFile(), FS.DETECTED);
        if (found == null) {
            throw PluginException.unavailable(
                    "there is no Git repository at " + directory + "; 'git init --bare " + directory + "' makes one");
        }
        return found.toPath();
    }

    private static void refuseHooks(Path repository) throws IOException {
        Path hooks = hooks(repository);
        for (String hook : HOOKS) {
            Path file = hooks.resolve(hook);
            if (Files.isExecutable(file)) {
                throw PluginException.unavailable(
                        "the hook " + file + " can only be run by the git program, and there is"
                                + " none on the PATH; install git or remove the hook");
            }
        }
    }

    /** {@return where git would look for hooks}, by the repository's configuration or by that of this process's user. */
    private static Path hooks(Path repository) throws IOException {
        try (Repository found =
                new RepositoryBuilder().setGitDir(repository.toFile()).build()) {
            String named = found.getConfig().getString("core", null, "hooksPath");
            Path home = Path.of(System.getProperty("user.home"));
            return named != null && named.startsWith("~/")
                    ? home.resolve(named.substring(2))
                    : repository.resolve(named == null ? "hooks" : named);
        }
    }

    /** {@return the directory} */
    @Override
    public String toString() {
        return directory.toString();
    }
}
