// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.Event;
import io.kratix.spi.ConfigMapReference;
import io.kratix.spi.ConfigMapSource;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets and ConfigMaps, as Pipelines name them. */
class PipelineSourcesTest {
    @Test
    void givesAFunctionWhatLiesInItsObjectsNamespace() throws InterruptedException {
        try (Platform platform = Platform.open(builder -> builder.secrets(SecretSource.of(
                        Map.of(SecretReference.of("default", "redis"), Map.of("password", Secret.of("s3cret")))))
                .configMaps(ConfigMapSource.of(
                        Map.of(ConfigMapReference.of("default", "settings"), Map.of("size", Content.of("tiny"))))))) {
            platform.images.put(
                    Platform.IMAGE,
                    call -> call.writeOutput(
                            "redis.yaml",
                            "password: " + call.secret("redis").get("password") + ", sizes: "
                                    + call.configMap("settings").keySet()));

            platform.applyAll();
            platform.settle();

            assertThat(platform.place().texts())
                    .containsEntry(
                            "worker-cluster/resources/default/redis/my-request/redis.yaml",
                            "password: ****, sizes: [size]");
        }
    }

    @Test
    void saysWhichSecretIsMissingThoughTheFunctionHidesIt() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.images.put(Platform.IMAGE, call -> {
                try {
                    call.secret("redis");
                } catch (RuntimeException e) {
                    call.writeOutput("redis.yaml", "no password\n");
                }
            });

            platform.applyAll();
            platform.settle();

            assertThat(platform.kratix.events(reference("my-request")))
                    .extracting(Event::message)
                    .anyMatch(message -> message.contains("Pipeline 'configure': there is no secret default/redis"));
        }
    }
}
