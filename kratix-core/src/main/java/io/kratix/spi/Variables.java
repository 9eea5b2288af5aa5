// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Environment variables of one sort, {@code KRATIX_<SORT>__<NAMESPACE>__<NAME>__<key>}. */
final class Variables {
    private static final String BETWEEN = "__";

    private final String sort;
    private final Map<String, String> variables;

    Variables(String sort, Map<String, String> variables) {
        this.sort = sort;
        this.variables = Map.copyOf(variables);
    }

    /** {@return the values by key, or empty if no variable is of that name} A key never holds what stands between names. */
    <T> Optional<Map<String, T>> find(String namespace, String name, Function<String, T> read) {
        String prefix = "KRATIX_" + String.join(BETWEEN, sort, spelled(namespace), spelled(name), "");
        Map<String, T> values = new TreeMap<>();
        variables.forEach((variable, value) -> {
            String key = variable.startsWith(prefix) ? variable.substring(prefix.length()) : "";
            if (!key.isEmpty() && !key.contains(BETWEEN)) {
                values.put(key, read.apply(value));
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    /** Shells know letters, digits and underscores. */
    private static String spelled(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
