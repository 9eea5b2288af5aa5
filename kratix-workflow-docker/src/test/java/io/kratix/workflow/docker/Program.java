// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs of this machine. */
final class Program {
    private Program() {}

    /** {@return whether a program is installed} */
    static boolean exists(String name) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** {@return what a program says that does not succeed; empty if it does} */
    static String complaint(List<String> command) {
        try {
            run(Map.of(), command.toArray(String[]::new));
            return "";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** {@return what a program that must succeed prints} */
    static String run(Map<String, String> environment, String... command) {
        return run(environment, InputStream.nullInputStream(), command);
    }

    /** {@return what a program that must succeed prints} */
    static String run(Map<String, String> environment, InputStream input, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                input.transferTo(stdin);
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", List.of(command)) + " said: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
