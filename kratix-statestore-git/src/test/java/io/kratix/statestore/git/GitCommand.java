// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The git program, run in one directory, with nobody's configuration. */
record GitCommand(Path directory) {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_AUTHOR_NAME", "stranger",
            "GIT_AUTHOR_EMAIL", "stranger@example.com",
            "GIT_COMMITTER_NAME", "stranger",
            "GIT_COMMITTER_EMAIL", "stranger@example.com");

    /** {@return what the command prints}, without line ends at its end; it must succeed. */
    String run(String... arguments) {
        return feed("", arguments);
    }

    /** {@return what a command prints that reads the given text} */
    String feed(String input, String... arguments) {
        byte[] output = output(input.getBytes(StandardCharsets.UTF_8), arguments);
        return new String(output, StandardCharsets.UTF_8).stripTrailing();
    }

    /** {@return the bytes that the command prints} */
    byte[] output(String... arguments) {
        return output(new byte[0], arguments);
    }

    /** {@return the bytes that a command prints which reads the given ones} */
    byte[] output(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        try {
            Process process = builder.start();
            try (var out = process.getOutputStream()) {
                out.write(input);
            }
            byte[] said = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as("%s: %s", command, new String(said, StandardCharsets.UTF_8))
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return whether a command succeeds} */
    boolean succeeds(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(ENVIRONMENT);
        try {
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return what the command prints, by line} */
    List<String> lines(String... arguments) {
        return run(arguments).lines().toList();
    }
}
