// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import io.kratix.model.Content;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the ConfigMaps come from that Pipelines name: a directory, the environment, a map, whatever the embedder has. Safe
 * for several threads; may block for about a second. Nothing of it is stored in the registry.
 */
@FunctionalInterface
public interface ConfigMapSource {
    /**
     * {@return the values of a ConfigMap by key, or empty if there is no such ConfigMap}
     *
     * @param reference which ConfigMap is meant
     * @throws PluginException {@code UNAVAILABLE} when the source cannot tell, which is not the same as empty
     * @throws InterruptedException if the engine asked to stop waiting
     */
    Optional<Map<String, Content>> find(ConfigMapReference reference) throws InterruptedException;

    /** {@return a source that has no ConfigMap at all} */
    static ConfigMapSource none() {
        return reference -> Optional.empty();
    }

    /**
     * {@return a source over a map}
     *
     * @param configMaps the ConfigMaps; copied, with their values by key
     */
    static ConfigMapSource of(Map<ConfigMapReference, Map<String, Content>> configMaps) {
        Map<ConfigMapReference, Map<String, Content>> copy = configMaps.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
        return reference -> Optional.ofNullable(copy.get(reference));
    }

    /**
     * {@return a source over files, as Kubernetes mounts them: {@code root/namespace/name/key}} Read anew each time it is
     * asked; names that begin with two dots are passed over.
     *
     * @param root the directory above the namespaces
     */
    static ConfigMapSource directory(Path root) {
        return new ConfigMapDirectory(root);
    }

    /**
     * {@return a source over environment variables, {@code KRATIX_CONFIGMAP__<NAMESPACE>__<NAME>__<key>}} Namespace and
     * name are in capitals, with an underscore for whatever is neither letter nor digit; the key is as the ConfigMap has
     * it, and cannot have two underscores in a row: {@code KRATIX_CONFIGMAP__DEFAULT__REDIS_SETTINGS__LOG_LEVEL} is the key
     * {@code LOG_LEVEL} of {@code default/redis-settings}.
     *
     * @param variables for example {@code System.getenv()}; copied
     */
    static ConfigMapSource environment(Map<String, String> variables) {
        Variables copy = new Variables("CONFIGMAP", variables);
        return reference -> copy.find(reference.namespace(), reference.name(), Content::of);
    }
}
