// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Registry;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/state-stores.md tells those who write a plugin. */
class PluginPageTest {
    private static final Path PAGE = Path.of("../../docs/state-stores.md");
    private static final Path SOURCES = Path.of("src/test/java/io/kratix/example");
    private static final List<String> SHOWN =
            List.of("ZipStateStoreProvider", "ZipStateStore", "ZipStateStoreContractTest", "ZipStateStoreProviderTest");

    @TempDir
    Path directory;

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String name : SHOWN) {
            sources.add(squeezed(Files.readString(SOURCES.resolve(name + ".java"))));
        }

        assertThat(blocks("java")).hasSize(5).allSatisfy(block -> assertThat(sources)
                .anyMatch(source -> source.contains(squeezed(block))));
    }

    @Test
    void namesTheArtifactsOfThisProject() throws IOException {
        String version = "</artifactId>\n  <version>0.1.0-SNAPSHOT</version>";

        assertThat(blocks("xml")).singleElement().satisfies(block -> assertThat(block)
                .contains("<artifactId>kratix-core" + version)
                .contains("<artifactId>kratix-testkit" + version));
        assertThat(Files.readString(Path.of("../pom.xml"))).contains("<artifactId>kratix-core</artifactId>");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<artifactId>kratix-testkit</artifactId>");
        assertThat(Files.readString(Path.of("../../pom.xml"))).contains("0.1.0-SNAPSHOT");
    }

    @Test
    void hasTheProviderFound() throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Path file = services.resolve(StateStoreProvider.class.getName());
        Files.writeString(file, blocks("text").get(0));

        assertThat(Files.readString(PAGE)).contains("`META-INF/services/" + file.getFileName() + "`");
        try (URLClassLoader plugins = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(ServiceLoader.load(StateStoreProvider.class, plugins))
                    .hasAtLeastOneElementOfType(ZipStateStoreProvider.class);
        }
    }

    @Test
    void servesAnEngine() throws InterruptedException, IOException {
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new ZipStateStoreProvider())
                .configure("ZipStateStore", Map.of("directory", directory.toString()))
                .workflowRunner(InProcessWorkflowRunner.builder().build())
                .open()) {
            kratix.apply(
                    Document.builder("platform.kratix.io/v1alpha1", "ZipStateStore", "default")
                            .spec(Map.of("name", "prod"))
                            .build(),
                    Destination.builder("worker", new StateStoreReference("ZipStateStore", "default"))
                            .build());

            kratix.awaitReady(ObjectReference.destination("worker"), Duration.ofMinutes(1));
        }

        assertThat(ZipTree.read(directory.resolve("prod.zip")).keySet())
                .isNotEmpty()
                .allMatch(path -> path.toString().startsWith("worker/"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
