// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.Kratix;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An engine whose Promise {@code service} has a workflow of Java functions, and counts their runs. */
final class BenchmarkedEngine {
    private static final int REQUESTS_OF_A_CALL = 1_000;

    private final AtomicInteger runs = new AtomicInteger();

    Kratix open(Registry registry, InMemoryStateStoreProvider stores) {
        return Kratix.builder()
                .registry(registry)
                .stateStores(stores)
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("benchmarks.example/first", this::write)
                        .image("benchmarks.example/second", this::write)
                        .build())
                .open();
    }

    private void write(PipelineCall call) throws IOException {
        runs.incrementAndGet();
        call.writeOutput(call.environment().get("KRATIX_PIPELINE_NAME") + ".yaml", "size: small\n");
    }

    int runs() {
        return runs.get();
    }

    static String platform() {
        try (InputStream in = BenchmarkedEngine.class.getResourceAsStream("/requests/platform.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void applyRequests(Kratix kratix, int count) {
        for (int begun = 0; begun < count; begun += REQUESTS_OF_A_CALL) {
            kratix.apply(requests(begun, Math.min(REQUESTS_OF_A_CALL, count - begun)));
        }
    }

    private static String requests(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(number -> "apiVersion: benchmarks.example/v1\nkind: Service\nmetadata: {name: request-"
                        + number + ", namespace: default}\nspec: {size: small}\n")
                .collect(Collectors.joining("---\n"));
    }

    /** Both Pipelines of each request ran once. */
    void check(int requests) {
        if (runs.get() != 2 * requests) {
            throw new IllegalStateException(runs + " runs for " + requests + " requests");
        }
    }
}
