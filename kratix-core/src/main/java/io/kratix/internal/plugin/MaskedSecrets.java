// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The embedder's secrets; whatever is handed out is masked from then on. */
public final class MaskedSecrets implements SecretSource {
    /** Names that people choose and logs need; the rest of a secret is confidential. */
    private static final Set<String> OPEN = Set.of("username");

    private final SecretSource source;
    private final Masker masker = new Masker();

    /**
     * Makes them.
     *
     * @param source the embedder's
     */
    public MaskedSecrets(SecretSource source) {
        this.source = source;
    }

    /** {@return what masks every value that was handed out} */
    public Masker masker() {
        return masker;
    }

    @Override
    public Optional<Map<String, Secret>> find(SecretReference reference) throws InterruptedException {
        Optional<Map<String, Secret>> found =
                Boundary.call(source, () -> source.find(reference)).map(Map::copyOf);
        found.ifPresent(values -> values.forEach((key, value) -> {
            if (!OPEN.contains(key)) {
                masker.remember(value);
            }
        }));
        return found;
    }
}
