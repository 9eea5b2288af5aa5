// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What lies in the directory for temporary files, which is these tests' own where Maven runs them: Kratix' engines have their
 * directories there, with the workspaces of runs, and whatever a library makes in passing.
 */
final class TemporaryFiles implements BeforeAllCallback, AfterAllCallback {
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final boolean IS_OWN = DIRECTORY.endsWith("target/tmp");
    private static final Set<String> BEFORE = names();

    @Override
    public void beforeAll(ExtensionContext context) {
        begin();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNone();
    }

    /** Notes what is there before the first test with an engine. */
    static void begin() {
        if (!IS_OWN && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and java.io.tmpdir is " + DIRECTORY + ", which others use, too");
        }
    }

    /** Passes if nothing has come since but what is JUnit's, which removes its own later; in a shared directory nobody knows. */
    static void requireNone() {
        Set<String> left = names().stream().filter(not(BEFORE::contains)).collect(Collectors.toSet());
        if (IS_OWN && !left.isEmpty()) {
            throw new AssertionError("left among the temporary files: " + left);
        }
    }

    private static Set<String> names() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("junit-"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
