// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Where secrets come from: a directory, the environment, a map, the embedder's vault. Safe for several threads; may
 * block for about a second.
 */
@FunctionalInterface
public interface SecretSource {
    /**
     * {@return the values of a secret by key, or empty if there is no such secret}
     *
     * @param reference which secret is meant
     * @throws PluginException {@code UNAVAILABLE} when the source cannot tell, which is not the same as empty
     * @throws InterruptedException if the engine asked to stop waiting
     */
    Optional<Map<String, Secret>> find(SecretReference reference) throws InterruptedException;

    /** {@return a source that has no secret at all} */
    static SecretSource none() {
        return reference -> Optional.empty();
    }

    /**
     * {@return a source over a map}
     *
     * @param secrets the secrets; copied
     */
    static SecretSource of(Map<SecretReference, Map<String, Secret>> secrets) {
        Map<SecretReference, Map<String, Secret>> copy = Map.copyOf(secrets);
        return reference -> Optional.ofNullable(copy.get(reference));
    }
}
