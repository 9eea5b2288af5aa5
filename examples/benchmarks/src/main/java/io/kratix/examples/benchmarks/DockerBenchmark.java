// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Container;
import io.kratix.model.Metadata;
import io.kratix.model.Pipeline;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.workflow.docker.DockerWorkflowRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Pipeline of three containers that do nothing, with all that the runner does for it and to its last trace: against three
 * {@code docker run --rm} of the same image with the same options, one after another.
 */
final class DockerBenchmark implements Benchmark {
    private static final String IMAGE = "kratix-benchmark/busybox:1";
    private static final int CONTAINERS = 3;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 9;

    /** What the runner gives to containers that ask for nothing. */
    private static final List<String> OPTIONS = List.of(
            "--rm",
            "--pull=never",
            "--network=none",
            "--no-healthcheck",
            "--memory=1g",
            "--memory-swap=1g",
            "--cpus=1",
            "--pids-limit=1024",
            "--security-opt=no-new-privileges",
            "--cap-drop=AUDIT_WRITE",
            "--cap-drop=MKNOD",
            "--cap-drop=NET_BIND_SERVICE",
            "--cap-drop=NET_RAW",
            "--cap-drop=SETFCAP",
            "--cap-drop=SETPCAP",
            "--cap-drop=SYS_CHROOT",
            "--log-driver=json-file",
            "--log-opt=max-size=20m",
            "--log-opt=max-file=2");

    @Override
    public List<Measure> run() throws Exception {
        Path folder = Files.createTempDirectory("kratix-benchmark-");
        try (DockerWorkflowRunner runner = DockerWorkflowRunner.builder()
                .platform("benchmark")
                .network("none")
                .open()) {
            requireEngine(runner);
            importImage(folder);
            List<Long> ours = new ArrayList<>();
            List<Long> reference = new ArrayList<>();
            for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
                ours.add(ours(runner, folder.resolve("round-" + round)));
                reference.add(reference());
            }
            return List.of(Measure.ofNanos(
                    "a Pipeline of three containers vs three docker run --rm",
                    median(ours),
                    median(reference),
                    "median of " + ROUNDS + ", in turns; with volumes made, filled, fetched and removed"));
        } finally {
            GitProgram.removeTree(folder);
        }
    }

    private static void requireEngine(DockerWorkflowRunner runner) throws InterruptedException {
        try {
            runner.checkAccess();
        } catch (PluginException e) {
            throw new IllegalStateException(
                    "this benchmark needs a running Docker engine, named by DOCKER_HOST or at its usual place: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void importImage(Path folder) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("image/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        Files.createSymbolicLink(bin.resolve("true"), Path.of("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true, false);
        program("sh", "-c", "tar -C '" + folder.resolve("image") + "' -c . | docker import - " + IMAGE);
    }

    private static long ours(DockerWorkflowRunner runner, Path folder) throws IOException, InterruptedException {
        Pipeline pipeline = new Pipeline(
                Metadata.named("benchmark"),
                IntStream.range(0, CONTAINERS)
                        .mapToObj(
                                step -> new Container("step-" + step, IMAGE, List.of("/bin/true"), List.of(), Map.of()))
                        .toList(),
                Map.of());
        BareRun run = BareRun.of("benchmark-" + UUID.randomUUID().toString().substring(0, 8), pipeline, folder);
        long start = System.nanoTime();
        PipelineOutcome outcome = runner.run(run);
        runner.release(run.id());
        long nanos = System.nanoTime() - start;
        if (!outcome.isSuccess()) {
            throw new IOException("the Pipeline failed: " + outcome.message());
        }
        return nanos;
    }

    private static long reference() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "run"));
        command.addAll(OPTIONS);
        command.addAll(List.of("--entrypoint=/bin/true", IMAGE));
        long start = System.nanoTime();
        for (int container = 0; container < CONTAINERS; container++) {
            program(command.toArray(new String[0]));
        }
        return System.nanoTime() - start;
    }

    private static void program(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    private static long median(List<Long> nanos) {
        List<Long> counted = nanos.subList(WARM_UPS, nanos.size());
        return Stream.of(counted.toArray(new Long[0])).sorted().toList().get(counted.size() / 2);
    }
}
