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

/**
 * What lies in the directory for temporary files, which is these tests' own where Maven runs them: Kratix' engines have their
 * directories there, with the workspaces of runs, and whatever a library makes in passing.
 */
final class TemporaryFiles {
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final boolean IS_OWN = DIRECTORY.endsWith("target/tmp");
    private static final Set<String> BEFORE = names();

    private TemporaryFiles() {}

    /** Notes what is there before the first test with an engine. */
    static void begin() {
        if (!IS_OWN && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and java.io.tmpdir is " + DIRECTORY + ", which others use, too");
        }
    }

    /** {@return the names of what has come since and is not JUnit's, which removes its own later; of a shared directory none} */
    static Set<String> left() {
        return IS_OWN ? names().stream().filter(not(BEFORE::contains)).collect(Collectors.toSet()) : Set.of();
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
