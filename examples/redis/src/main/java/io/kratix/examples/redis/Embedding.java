// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import io.kratix.Kratix;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.statestore.git.GitStateStoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The smallest program that embeds the engine; the README explains it line by line. */
public final class Embedding {
    private Embedding() {}

    /** Fulfils the request in the folder {@code requests}. */
    public static void main(String[] args) throws Exception {
        try (Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new GitStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image("example/redis-configure:v1", RedisPipeline::configure)
                        .build())
                .open()) {
            kratix.apply(Path.of("platform"));
            kratix.apply(Path.of("requests"));
            ObjectReference mine = ObjectReference.request("example.kratix.io", "redis", "default", "my-request");
            kratix.awaitReady(mine, Duration.ofSeconds(30));
            System.out.println(kratix.topology());
        }
    }
}
