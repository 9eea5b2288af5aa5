// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.ContainerResult;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Containers whose scripts are played in this JVM, for runners without images. */
final class PlayedContainers {
    static final String IMAGE = "contract/script";
    private static final String NOWHERE = "contract/nowhere";

    private final Map<String, ContainerScript> scripts = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    /** What is played on: the directories of a run, and somebody who listens. */
    interface Stage {
        String runId();

        Path directory(String name);

        Map<String, String> environment(Container container);

        void print(Container container, LogStream stream, String line);
    }

    Container container(String name, ContainerScript script) {
        String key = "script-" + scripts.size();
        scripts.put(key, script);
        return new Container(
                name, IMAGE, List.of(), List.of(key), Map.of("name", name, "image", IMAGE, "args", List.of(key)));
    }

    static Container unknownImage(String name) {
        return new Container(name, NOWHERE, List.of(), List.of(), Map.of("name", name, "image", NOWHERE));
    }

    void letGo(String runId, String container) {
        gate(runId, container).countDown();
    }

    /** Plays all containers of a run, as a runner should. */
    PipelineOutcome play(List<Container> containers, Stage stage) throws InterruptedException {
        List<ContainerResult> results = new ArrayList<>();
        for (Container container : containers) {
            if (!container.image().equals(IMAGE)) {
                return PipelineOutcome.failed(
                        results, "container '" + container.name() + "': no image " + container.image());
            }
            Instant started = Clock.systemUTC().instant();
            int exitCode = exitCode(container, stage);
            results.add(ContainerResult.of(
                    container.name(), exitCode, started, Clock.systemUTC().instant()));
            if (exitCode != 0) {
                return PipelineOutcome.failed(
                        results, "container '" + container.name() + "' ended with exit code " + exitCode);
            }
        }
        return PipelineOutcome.succeeded(results);
    }

    /** Plays one container. */
    void play(Container container, Stage stage) throws IOException, InterruptedException {
        ContainerScript script = scripts.get(container.args().get(0));
        if (script == null) {
            throw new IllegalStateException("no script for " + container);
        }
        script.play(machine(container, stage));
    }

    private int exitCode(Container container, Stage stage) throws InterruptedException {
        try {
            play(container, stage);
            return 0;
        } catch (ContainerScript.Exit e) {
            return e.code();
        } catch (IOException e) {
            stage.print(container, LogStream.STDERR, e.toString());
            return 1;
        }
    }

    private ContainerScript.Machine machine(Container container, Stage stage) {
        Map<String, String> environment = stage.environment(container);
        return new ContainerScript.Machine() {
            @Override
            public Path path(String path) {
                String[] parts = path.split("/", 4);
                return stage.directory(parts[2]).resolve(parts[3]);
            }

            @Override
            public Map<String, String> environment() {
                return environment;
            }

            @Override
            public void print(LogStream stream, String line) {
                stage.print(container, stream, line);
            }

            @Override
            public void awaitGo() throws InterruptedException {
                gate(stage.runId(), container.name()).await();
            }
        };
    }

    private CountDownLatch gate(String runId, String container) {
        return gates.computeIfAbsent(runId + " " + container, key -> new CountDownLatch(1));
    }
}
