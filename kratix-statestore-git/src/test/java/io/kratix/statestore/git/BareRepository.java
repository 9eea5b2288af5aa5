// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A bare repository of the git program, and what strangers do to it. */
final class BareRepository {
    private final Path directory;
    private final GitCommand git;

    private BareRepository(Path directory) {
        this.directory = directory;
        this.git = new GitCommand(directory);
    }

    static BareRepository create(Path directory) throws IOException {
        Files.createDirectories(directory);
        BareRepository repository = new BareRepository(directory);
        repository.git.run("init", "--quiet", "--bare", "--initial-branch=main");
        repository.git.run("config", "core.logAllRefUpdates", "always");
        // A gc that goes on in the background would keep the test's directory from being removed.
        repository.git.run("config", "gc.autoDetach", "false");
        return repository;
    }

    Path directory() {
        return directory;
    }

    String url() {
        return directory.toUri().toString();
    }

    GitCommand git() {
        return git;
    }

    /** {@return the number of commits of a branch} */
    int commits(String branch) {
        return Integer.parseInt(git.run("rev-list", "--count", branch));
    }

    /** {@return how often a branch was moved} */
    int pushes(String branch) {
        return git.lines("reflog", "show", "--format=%H", branch).size();
    }

    /** {@return the files of main} */
    List<String> files() {
        return git.lines("ls-tree", "-r", "--name-only", "main");
    }

    /** {@return mode, type, id and name of everything in main} */
    List<String> entries() {
        return git.lines("ls-tree", "-r", "main");
    }

    String content(String path) {
        return git.run("cat-file", "blob", "main:" + path);
    }

    /** Somebody else commits one file. */
    void strangerPushes(String branch, String path, String content) {
        strangerCommits(branch, "M 100644 inline " + path, "data " + content.length(), content);
    }

    /** Somebody else commits with the commands of {@code git fast-import}; an existing branch goes on. */
    void strangerCommits(String branch, String... commands) {
        String ref = "refs/heads/" + branch;
        boolean exists = !git.run("for-each-ref", ref).isEmpty();
        String from = exists ? "from " + ref + "^0\n" : "";
        git.feed(
                "commit " + ref + "\ncommitter stranger <stranger@example.com> 1700000000 +0000\ndata 8\nstranger\n"
                        + from + String.join("\n", commands) + "\n",
                "fast-import",
                "--quiet",
                "--force");
    }

    /** Installs a hook. */
    void hook(String name, String script) throws IOException {
        Path hook = directory.resolve("hooks").resolve(name);
        Files.writeString(hook, "#!/bin/sh\n" + script + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
    }

    /** Fails unless every object is there and as Git wants it. */
    void isSound() {
        assertThat(git.run("fsck", "--strict", "--full", "--no-dangling", "--no-progress"))
                .doesNotContain("error", "warning", "missing", "broken");
    }
}
