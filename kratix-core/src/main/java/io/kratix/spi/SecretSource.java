// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
     * @param secrets the secrets; copied, with their values by key
     */
    static SecretSource of(Map<SecretReference, Map<String, Secret>> secrets) {
        Map<SecretReference, Map<String, Secret>> copy = secrets.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Map.copyOf(entry.getValue())));
        return reference -> Optional.ofNullable(copy.get(reference));
    }

    /**
     * {@return a source over files, {@code <namespace>/<name>/<key>}} They are read each time, so that a changed file is a
     * changed secret. A directory that is not there makes every secret {@code UNAVAILABLE}; a secret that is not in it is
     * missing. Names that begin with two dots, which a cluster's mounts use for themselves, are passed over.
     *
     * @param root the directory that holds the namespaces' directories
     */
    static SecretSource directory(Path root) {
        return new SecretDirectory(root);
    }

    /**
     * {@return a source over environment variables, {@code KRATIX_SECRET__<NAMESPACE>__<NAME>__<key>}} Namespace and name
     * are in capitals, with an underscore for whatever is neither letter nor digit; the key is as the secret has it,
     * and cannot have two underscores in a row: {@code KRATIX_SECRET__DEFAULT__GIT_CREDENTIALS__password} is the key
     * {@code password} of {@code default/git-credentials}.
     *
     * @param variables for example {@link System#getenv()}; copied
     */
    static SecretSource environment(Map<String, String> variables) {
        Variables copy = new Variables("SECRET", variables);
        return reference -> copy.find(reference.namespace(), reference.name(), Secret::of);
    }
}
