// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The git command line, and repositories that are made with it. */
final class GitProgram {
    static final int FILES = 3;

    /** Placements lie in 50 x 20 directories. */
    static final String SPREAD = "destination-%d/resources/default/promise-%d/%s-%d";

    /** All placements lie in one directory: the worst case, as each change writes it anew. */
    static final String FLAT = "destination/resources/default/promise/%3$s-%4$d";

    private static final int PART = 10_000;
    private static final int DESTINATIONS = 50;
    private static final int PROMISES = 20;

    private GitProgram() {}

    /** {@return a bare repository with packed placements} */
    static Path bareRepository(Path directory, String layout, int placements) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        run(directory, "init", "--quiet", "--bare", "--initial-branch=main");
        // In parts, because a heap of 256 MiB is enough for what is measured, and not for 100,000 placements as one
        // text.
        for (int start = 0; start < placements; start += PART) {
            List<String> present = IntStream.range(start, Math.min(placements, start + PART))
                    .mapToObj(number -> placement(layout, "old", number))
                    .toList();
            feed(directory, placements("refs/heads/main", start > 0, true, present), "fast-import", "--quiet");
        }
        run(directory, "repack", "-a", "-d", "--quiet");
        return directory;
    }

    static String placement(String layout, String prefix, int number) {
        return layout.formatted(number % DESTINATIONS, number / DESTINATIONS % PROMISES, prefix, number);
    }

    static String content(String directory, int file) {
        return "kind: ConfigMap\nmetadata:\n  name: %s-%d\ndata:\n  text: %s\n"
                .formatted(directory, file, "0123456789".repeat(30));
    }

    /** {@return what fast-import reads: one commit for all placements, or one for each} */
    static String placements(String branch, boolean onTop, boolean oneCommit, List<String> directories) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < directories.size(); i++) {
            if (i == 0 || !oneCommit) {
                stream.append("commit ").append(branch).append("\ncommitter kratix <> 1700000000 +0000\n");
                stream.append("data 6\nUpdate\n");
                stream.append(onTop && i == 0 ? "from " + branch + "^0\n" : "");
            }
            for (int file = 0; file < FILES; file++) {
                String text = content(directories.get(i), file);
                stream.append("M 100644 inline %s/file%d.yaml\n".formatted(directories.get(i), file));
                stream.append("data ")
                        .append(text.length())
                        .append('\n')
                        .append(text)
                        .append('\n');
            }
        }
        return stream.toString();
    }

    static void run(Path directory, String... arguments) throws IOException, InterruptedException {
        feed(directory, "", arguments);
    }

    static void feed(Path directory, String input, String... arguments) throws IOException, InterruptedException {
        feed(directory, input, Map.of(), arguments);
    }

    /** Runs git in an environment that has some variables more. */
    static void feed(Path directory, String input, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " exited with " + process.exitValue());
        }
    }

    static void removeTree(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
