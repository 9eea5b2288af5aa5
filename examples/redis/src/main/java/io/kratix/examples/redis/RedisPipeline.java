// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import io.kratix.spi.workflow.PipelineCall;
import java.io.IOException;

/** What the image {@code example/redis-configure:v1} would do: turns a request into what a cluster shall run. */
final class RedisPipeline {
    private RedisPipeline() {}

    static void configure(PipelineCall call) throws IOException {
        String name = call.environment().get("KRATIX_OBJECT_NAME");
        boolean large = "large".equals(call.object().spec().get("size"));
        call.log("rendering a " + (large ? "large" : "small") + " Redis for " + name);
        call.writeOutput(
                "redis.yaml",
                """
                apiVersion: databases.example.com/v1
                kind: RedisFailover
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  redis:
                    replicas: %d
                """
                        .formatted(name, call.object().metadata().namespace(), large ? 3 : 1));
    }
}
