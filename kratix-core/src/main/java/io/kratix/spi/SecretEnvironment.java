// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Secrets as environment variables, {@code KRATIX_SECRET__<NAMESPACE>__<NAME>__<key>}. */
final class SecretEnvironment implements SecretSource {
    private static final String PREFIX = "KRATIX_SECRET__";
    private static final String BETWEEN = "__";

    private final Map<String, String> variables;

    SecretEnvironment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    @Override
    public Optional<Map<String, Secret>> find(SecretReference reference) {
        String prefix = PREFIX + spelled(reference.namespace()) + BETWEEN + spelled(reference.name()) + BETWEEN;
        Map<String, Secret> values = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            String key = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (!key.isEmpty() && !key.contains(BETWEEN)) {
                values.put(key, Secret.of(value));
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** Shells know letters, digits and underscores. */
    private static String spelled(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
