// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.database;
import static io.kratix.frontdoor.CompoundStage.field;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Document;
import io.kratix.model.Metadata;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/compound-promises.md, as its readers see it. */
class CompoundPageTest {
    private static final Path PAGE = Path.of("../../docs/compound-promises.md");
    private static final Path SOURCE = Path.of("src/test/java/io/kratix/frontdoor/CompoundPageTest.java");

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        String source = squeezed(Files.readString(SOURCE));

        assertThat(blocks("java")).hasSize(2).allSatisfy(block -> assertThat(source)
                .contains(squeezed(block)));
    }

    @Test
    void isTrue() throws IOException, InterruptedException {
        List<String> yaml = blocks("yaml");
        try (Kratix kratix = open()) {
            kratix.apply(Platform.store(), Platform.destination("worker").build());
            kratix.apply(yaml.get(0));
            kratix.apply(yaml.get(1));
            kratix.apply(stackRequest("team-a", "small"));
            kratix.awaitSettled(Platform.LIMIT);

            Document outer = kratix.get(stack("team-a")).orElseThrow();
            assertThat(Map.of(
                            "kratix",
                            Map.of("inner", field(outer.status(), "kratix").get("inner"))))
                    .isEqualTo(tree(yaml.get(2)));
            assertThat(kratix.get(database("team-a-db"))
                            .orElseThrow()
                            .metadata()
                            .labels())
                    .containsKeys(
                            "kratix.io/parent-promise-name",
                            "kratix.io/parent-resource-name",
                            "kratix.io/parent-resource-namespace");
            Map<String, Object> report =
                    appliedBack(kratix.get(CompoundStage.PLATFORM).orElseThrow().status());
            assertThat(report.remove("revision")).isNotNull();
            assertThat(report).isEqualTo(tree(yaml.get(3)));
        }
    }

    private static Kratix open() {
        InProcessWorkflowRunner.Builder runner = InProcessWorkflowRunner.builder();
        runner.image("example/database:v1", call -> call.writeOutput("database.yaml", "kind: Database\n"));
        runner.image("example/stack:v1", call -> {
            Metadata outer = call.object().metadata();
            String name = outer.name() + "-db";
            String request =
                    """
                    apiVersion: example.kratix.io/v1alpha1
                    kind: Database
                    metadata:
                      name: %s
                      namespace: %s
                    spec:
                      size: %s
                    """;
            call.writeOutput(
                    name + ".yaml",
                    request.formatted(
                            name, outer.namespace(), call.object().spec().get("size")));
        });
        Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new InMemoryStateStoreProvider())
                .workflowRunner(runner.build())
                .platformDestination("platform")
                .open();
        return kratix;
    }

    private static Map<String, ?> tree(String yaml) {
        String document = "apiVersion: v1\nkind: Any\nmetadata: {name: any}\nspec:\n" + yaml.indent(2);
        return io.kratix.Documents.parse(document).get(0).spec();
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
