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
    void givesAFunctionCommandAndArgumentsAsAContainerWouldGetThem() throws InterruptedException {
        try (Platform platform = Platform.open(builder -> builder.configMaps(ConfigMapSource.of(
                Map.of(ConfigMapReference.of("default", "settings"), Map.of("region", Content.of("eu"))))))) {
            platform.images.put(
                    Platform.IMAGE,
                    call -> call.writeOutput(
                            "redis.yaml",
                            String.join(" ", call.command()) + ": " + String.join(" ", call.args()) + " "
                                    + call.environment().get("HOST")));
            platform.kratix.apply(
                    """
                    apiVersion: platform.kratix.io/v1alpha1
                    kind: Promise
                    metadata: {name: redis}
                    spec:
                      destinationSelectors: [{matchLabels: {environment: dev}}]
                      api:
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: redis.example.kratix.io}
                        spec:
                          group: example.kratix.io
                          scope: Namespaced
                          names: {kind: redis, plural: redis, singular: redis}
                          versions:
                            - name: v1alpha1
                              served: true
                              storage: true
                              schema:
                                openAPIV3Schema:
                                  type: object
                                  properties:
                                    spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      workflows:
                        resource:
                          configure:
                            - apiVersion: platform.kratix.io/v1alpha1
                              kind: Pipeline
                              metadata: {name: configure}
                              spec:
                                containers:
                                  - name: main
                                    image: %s
                                    command: [make, $(KRATIX_OBJECT_NAME)]
                                    args: [--host=$(HOST), --keep=$$(HOST), --as-is=$(NOBODY)]
                                    env:
                                      - name: REGION
                                        valueFrom: {configMapKeyRef: {name: settings, key: region}}
                                      - {name: HOST, value: $(KRATIX_OBJECT_NAME).$(REGION)}
                    """
                            .formatted(Platform.IMAGE));
            platform.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.request("my-request", "small"));

            platform.settle();

            assertThat(platform.place().texts())
                    .containsEntry(
                            "worker-cluster/resources/default/redis/my-request/redis.yaml",
                            "make my-request: --host=my-request.eu --keep=$(HOST) --as-is=$(NOBODY) my-request.eu");
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
