// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Container;
import io.kratix.model.Document;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.spi.workflow.Workspace;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a container of a Pipeline sees in its environment, and which labels its backend can set. */
class PipelineEnvTableTest {
    private static final CaseTable TABLE = CaseTable.read("pipeline-env");
    private static final String RESOURCE_NAMESPACE = "kratix.io/resource-namespace";

    @ParameterizedTest
    @MethodSource("alike")
    void givesEveryContainerKratixVariablesInKratixOrder(Case row) {
        List<String> variables = variables(run(row).environment(container("user-1", List.of())));

        assertThat(variables).startsWith(row.texts("environment").toArray(String[]::new));
        assertThat(variables.get(variables.size() - 1)).isEqualTo("JVM_KRATIX_RUN_KEY=key-1");
    }

    @ParameterizedTest
    @MethodSource("alike")
    void labelsRunsAsKratixLabelsItsJobs(Case row) {
        Map<String, String> expected = new TreeMap<>(row.map("labels"));
        expected.remove(RESOURCE_NAMESPACE);

        assertThat(run(row).attributes()).isEqualTo(expected);
    }

    static Stream<Case> alike() {
        return TABLE.alike("cases");
    }

    @ParameterizedTest
    @MethodSource
    void givesEachContainerItsOwnVariablesAfterThose(Case row) {
        EngineRun run = run(TABLE.all("cases").get(8));

        row.get("declared").properties().forEach(declared -> {
            List<String> own = Case.texts(declared.getValue());
            Map<String, String> environment = run.environment(container(declared.getKey(), own));
            own.forEach(variable -> assertThat(variables(environment)).contains(variable));
            assertThat(variables(environment)).hasSameSizeAs(expectedSize(run, own));
        });
    }

    /** The second row is a defect of Kratix in dry runs; containers have their own variables all the same. */
    static Stream<Case> givesEachContainerItsOwnVariablesAfterThose() {
        return TABLE.all("userContainerEnvTail").stream();
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("cases")).isEqualTo("17 alike, 1 departed, 0 waiting");
        assertThat(TABLE.counts("userContainerEnvTail")).isEqualTo("1 alike, 1 departed, 0 waiting");
    }

    /** One that is named like an engine's variable takes its place. */
    private static List<String> expectedSize(EngineRun run, List<String> own) {
        List<String> names = new ArrayList<>(run.kratixEnvironment().keySet());
        own.stream()
                .map(variable -> variable.substring(0, variable.indexOf('=')))
                .forEach(name -> {
                    if (!names.contains(name)) {
                        names.add(name);
                    }
                });
        return names;
    }

    private static EngineRun run(Case row) {
        boolean ofPromise = row.text("workflowType").equals("promise");
        ObjectReference owner = ofPromise
                ? ObjectReference.promise("redis")
                : ObjectReference.request("marketplace.kratix.io", "Redis", "team-a", "my-redis");
        WorkflowAction action =
                WorkflowAction.valueOf(row.text("workflowAction").toUpperCase(Locale.ROOT));
        RunAssignment assignment = new RunAssignment("redis", "v1", action, "setup", 0, "hash", 1, "key-1", 0, 0, 0);
        RunRecord record = RunRecord.begun("run-1", owner, assignment, 1, Instant.EPOCH, Instant.MAX);
        Document object = ofPromise
                ? Document.builder("platform.kratix.io/v1alpha1", "Promise", "redis")
                        .build()
                : Document.builder("marketplace.kratix.io/v1alpha1", "Redis", "my-redis")
                        .namespace("team-a")
                        .build();
        Pipeline pipeline = new Pipeline(Metadata.named("setup"), List.of(container("user-1", List.of())), Map.of());
        String plural = ofPromise ? "promises" : "redises";
        return new EngineRun(record, pipeline, object, plural, new NoWorkspace(), PipelineSources.NONE, new RunLog());
    }

    private static Container container(String name, List<String> variables) {
        List<Map<String, String>> env = variables.stream()
                .map(variable -> variable.split("=", 2))
                .map(parts -> Map.of("name", parts[0], "value", parts[1]))
                .toList();
        return new Container(name, "image", List.of(), List.of(), Map.of("name", name, "env", env));
    }

    private static List<String> variables(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }

    /** A run's files are of no account here. */
    private static final class NoWorkspace implements Workspace {
        @Override
        public Path input() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path output() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path metadata() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void receiveOutput(String name, InputStream content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void receiveMetadata(String name, InputStream content) {
            throw new UnsupportedOperationException();
        }
    }
}
