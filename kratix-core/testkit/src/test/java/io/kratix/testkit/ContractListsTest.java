// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps what {@link HeldBy} lists true, and the look at it able to fail. */
class ContractListsTest {
    private static final List<String> LISTED = List.of("a.FirstTest", "a.SecondTest", "a.b.ThirdTest");

    @ParameterizedTest
    @ValueSource(classes = {StateStoreContract.class, WorkflowRunnerContract.class, RegistryContract.class})
    void eachListedBackendHasItsSourceAndTheLookBesideIt(Class<?> contract) {
        Path root = repository();

        for (String backend : contract.getAnnotation(HeldBy.class).value()) {
            String path = backend.replace('.', '/') + ".java";
            assertThat(modules(root).map(module -> module.resolve(path)))
                    .as(backend)
                    .anySatisfy(source -> assertThat(source).isRegularFile().satisfies(file -> assertThat(
                                    file.resolveSibling("EveryContractRanTest.java"))
                            .isRegularFile()));
        }
    }

    @Test
    void aListedBackendThatPassedNothingIsMissing() {
        assertThat(ContractRuns.missing(LISTED, "a", Set.of("a.FirstTest"))).containsExactly("a.SecondTest");
    }

    @Test
    void aBackendOfAnotherPackageIsNotMissedHere() {
        assertThat(ContractRuns.missing(LISTED, "a.b", Set.of("a.b.ThirdTest"))).isEmpty();
    }

    @Test
    void aBackendThatRanAndIsNotListedIsFound() {
        assertThat(ContractRuns.unlisted(LISTED, "a", Set.of("a.FirstTest", "a.NewTest", "b.NewTest")))
                .containsExactly("a.NewTest");
    }

    private static Stream<Path> modules(Path root) {
        try (Stream<Path> found = Files.walk(root, 2)) {
            return found
                    .filter(path -> Files.isRegularFile(path.resolve("pom.xml")))
                    .map(module -> module.resolve("src/test/java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        for (Path directory = here; directory != null; directory = directory.getParent()) {
            if (Files.isDirectory(directory.resolve(".mvn"))) {
                return directory;
            }
        }
        throw new IllegalStateException("no repository above " + here);
    }
}
