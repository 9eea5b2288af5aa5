// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

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

    /** {@return a repository that is there} */
    static BareRepository at(Path directory) {
        return new BareRepository(directory);
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

    /** {@return the files of main, by path; none if there is no such branch} */
    Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        if (git.run("for-each-ref", "refs/heads/main").isEmpty()) {
            return contents;
        }
        try (ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(git.output("archive", "--format=zip", "main")), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    contents.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return contents;
    }

    /** Somebody else commits one file of any bytes under any name. */
    void strangerWrites(String path, byte[] content) {
        String blob = new String(git.output(content, "hash-object", "-w", "--stdin"), StandardCharsets.UTF_8);
        strangerCommits("main", "M 100644 " + blob.strip() + " " + quoted(path));
    }

    /** {@return a path as {@code git fast-import} reads it} */
    static String quoted(String path) {
        return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
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

    /** Somebody else commits so many files, one by one, a second each; an existing branch goes on. */
    void strangerCommitsOften(String branch, int commits, Instant since) {
        String ref = "refs/heads/" + branch;
        String from = git.run("for-each-ref", ref).isEmpty() ? "" : "from " + ref + "^0\n";
        StringBuilder stream = new StringBuilder();
        for (int number = 1; number <= commits; number++) {
            stream.append("commit ").append(ref).append("\ncommitter stranger <stranger@example.com> ");
            stream.append(since.getEpochSecond() + number)
                    .append(" +0000\ndata 0\n")
                    .append(number == 1 ? from : "");
            stream.append("M 100644 inline ")
                    .append(branch)
                    .append("/")
                    .append(number)
                    .append("\ndata 5\n");
            stream.append(10_000 + number).append('\n');
        }
        git.feed(stream.toString(), "fast-import", "--quiet", "--force");
    }

    /** Somebody else makes so many branches where main is. */
    void strangerHasBranches(int count) throws IOException {
        git.run("pack-refs", "--all");
        String tip = git.run("rev-parse", "main");
        List<String> refs = IntStream.range(0, count)
                .mapToObj(number -> tip + " refs/heads/theirs/" + (10_000 + number))
                .toList();
        Files.write(directory.resolve("packed-refs"), refs, StandardOpenOption.APPEND);
    }

    /** {@return the contents of all that is there, whether anything leads to it or not} */
    List<String> blobs() {
        return git.lines("cat-file", "--batch-all-objects", "--batch-check").stream()
                .filter(line -> line.contains(" blob "))
                .map(line -> git.run("cat-file", "blob", line.replaceAll(" .*", "")))
                .toList();
    }

    /** {@return locks and half pushes}, which would block others or fill the disk. */
    List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".lock") || file.toString().contains("incoming"))
                    .toList();
        }
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
