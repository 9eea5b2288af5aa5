// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import io.kratix.spi.SecretValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secrets that one opening of a plugin asked for, as they were then. Safe for several threads. */
final class AskedSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(AskedSecrets.class);

    private final SecretSource source;
    private final Map<SecretReference, Optional<Map<String, Secret>>> known = new LinkedHashMap<>();
    private volatile boolean changed;

    AskedSecrets(SecretSource source) {
        this.source = source;
    }

    /** {@return the values of a secret, which are remembered} */
    SecretValues find(SecretReference reference) {
        try {
            Optional<Map<String, Secret>> values = source.find(reference);
            synchronized (known) {
                known.put(reference, values);
            }
            return values.map(NoSecret::of).orElse(NoSecret.ABSENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineSignal("interrupted while looking for secret " + reference);
        }
    }

    /** {@return whether a secret is known not to be what it was} */
    boolean haveChanged() {
        return changed;
    }

    /** Looks again, and tells whether a secret is not what it was. A source that cannot tell has changed nothing. */
    boolean poll() throws InterruptedException {
        for (Map.Entry<SecretReference, Optional<Map<String, Secret>>> one : copy().entrySet()) {
            try {
                changed |= !source.find(one.getKey()).equals(one.getValue());
            } catch (PluginException e) {
                LOG.warn("whether secret {} has changed cannot be told: {}", one.getKey(), e.message());
            }
        }
        return changed;
    }

    /** {@return a secret that was asked for and was not there} */
    Optional<SecretReference> missing() {
        return copy().entrySet().stream()
                .filter(one -> one.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Map<SecretReference, Optional<Map<String, Secret>>> copy() {
        synchronized (known) {
            return new LinkedHashMap<>(known);
        }
    }
}
