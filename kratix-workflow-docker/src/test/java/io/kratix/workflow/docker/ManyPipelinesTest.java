// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Fifty Pipelines, eight at a time: what they used is given back, while the runner is open and when it is closed. */
@Tag("long")
@Tag("proof-docker")
@Tag("docker")
@ExtendWith(OnEngine.Docker.class)
class ManyPipelinesTest {
    private static final int PIPELINES = 50;
    private static final int AT_A_TIME = 8;
    private static final Duration SETTLING = Duration.ofMinutes(1);

    /** What a runner keeps of one run for ever would show fifty times; the virtual machine itself is not that exact. */
    private static final long SLACK = 8L << 20;

    @TempDir
    Path directory;

    private final TestEngine engine;

    ManyPipelinesTest(TestEngine engine) {
        this.engine = engine;
    }

    /** What this program holds. */
    private record Held(int threads, long files, long heap) {
        static Held now() {
            System.gc();
            return new Held(
                    Thread.getAllStackTraces().size(),
                    openFiles(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        /** Sockets included. */
        private static long openFiles() {
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return files.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isWithin(Held other, int atATime) {
            return threads <= other.threads + atATime && files <= other.files + atATime && heap <= other.heap + SLACK;
        }
    }

    @Test
    void giveBackWhatTheyUsed() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            runAll(workers, "warm-up", AT_A_TIME);
            Held before = Held.now();
            try (DockerWorkflowRunner runner = open()) {
                runAll(runner, workers, "first", 2 * AT_A_TIME);
                Held early = Held.now();

                runAll(runner, workers, "many", PIPELINES);

                await().atMost(SETTLING).untilAsserted(() -> assertThat(Held.now())
                        .matches(held -> held.isWithin(early, AT_A_TIME), "holds no more than " + early));
                assertThat(runner.leftovers()).isEmpty();
            }
            await().atMost(SETTLING).untilAsserted(() -> assertThat(Held.now())
                    .matches(held -> held.isWithin(before, 0), "holds no more than " + before));
        } finally {
            workers.shutdownNow();
        }
    }

    private DockerWorkflowRunner open() {
        return engine.runner().open();
    }

    private void runAll(ExecutorService workers, String name, int count) throws Exception {
        try (DockerWorkflowRunner runner = open()) {
            runAll(runner, workers, name, count);
        }
    }

    private void runAll(DockerWorkflowRunner runner, ExecutorService workers, String name, int count) throws Exception {
        List<Callable<String>> runs = IntStream.range(0, count)
                .<Callable<String>>mapToObj(number -> () -> run(runner, name + "-" + number))
                .toList();
        for (Future<String> run : workers.invokeAll(runs)) {
            assertThat(run.get()).isEqualTo("hello\n");
        }
    }

    /** {@return what the run said; nothing of it is left} */
    private String run(DockerWorkflowRunner runner, String id) throws InterruptedException {
        LocalRun run = LocalRun.of(
                id,
                Pipelines.scripts("cat /kratix/input/object.yaml > /kratix/output/copy", "echo hello"),
                directory.resolve(id));
        PipelineOutcome outcome = runner.run(run);
        runner.release(id);
        assertThat(outcome.message()).isEmpty();
        return run.said("step-1", LogStream.STDOUT);
    }
}
