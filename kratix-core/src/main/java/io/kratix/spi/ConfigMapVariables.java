// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import io.kratix.model.Content;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** ConfigMaps in environment variables. */
final class ConfigMapVariables {
    private static final String PREFIX = "KRATIX_CONFIGMAP_";

    private ConfigMapVariables() {}

    static Optional<Map<String, Content>> find(Map<String, String> variables, ConfigMapReference reference) {
        String prefix = PREFIX + variable(reference.namespace()) + "_" + variable(reference.name()) + "_";
        Map<String, Content> values = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length()) {
                values.put(name.substring(prefix.length()), Content.of(value));
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
