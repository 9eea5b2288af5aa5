// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.model.Content;
import io.kratix.spi.ConfigMapReference;
import io.kratix.spi.ConfigMapSource;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.util.Map;
import java.util.Optional;

/**
 * Where Pipelines find the secrets and ConfigMaps that they name.
 *
 * @param secrets the embedder's secrets
 * @param configMaps the embedder's ConfigMaps
 */
public record PipelineSources(SecretSource secrets, ConfigMapSource configMaps) {
    /** Nothing to be found. */
    public static final PipelineSources NONE = new PipelineSources(SecretSource.none(), ConfigMapSource.none());

    Optional<Map<String, Secret>> secret(String namespace, String name) {
        return ask("secret " + namespace + "/" + name, () -> secrets.find(SecretReference.of(namespace, name)));
    }

    Optional<Map<String, Content>> configMap(String namespace, String name) {
        return ask(
                "ConfigMap " + namespace + "/" + name, () -> configMaps.find(ConfigMapReference.of(namespace, name)));
    }

    /** A question to somebody outside. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws InterruptedException;
    }

    /** The runner that has asked cannot be told of an interrupt but by the thread's own flag. */
    private static <T> T ask(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineSignal("interrupted while asking for " + what);
        }
    }
}
