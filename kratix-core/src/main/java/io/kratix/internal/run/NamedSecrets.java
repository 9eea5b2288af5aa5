// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.model.Container;
import io.kratix.model.Pipeline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which secrets a Pipeline names, so that they are masked whoever began it. Pure. */
final class NamedSecrets {
    private NamedSecrets() {}

    /** {@return the names of the secrets that a container's variables come from} */
    static Set<String> of(Container container) {
        Set<String> names = new TreeSet<>();
        entries(container.fields().get("envFrom")).forEach(source -> add(source.get("secretRef"), "name", names));
        entries(container.fields().get("env")).forEach(variable -> {
            if (variable.get("valueFrom") instanceof Map<?, ?> from) {
                add(from.get("secretKeyRef"), "name", names);
            }
        });
        return names;
    }

    /** {@return the names of the secrets that a Pipeline's volumes hold} */
    static Set<String> ofVolumes(Pipeline pipeline) {
        Set<String> names = new TreeSet<>();
        entries(pipeline.spec().get("volumes")).forEach(volume -> add(volume.get("secret"), "secretName", names));
        return names;
    }

    private static void add(@Nullable Object reference, String field, Collection<String> names) {
        if (reference instanceof Map<?, ?> map && map.get(field) != null) {
            names.add(String.valueOf(map.get(field)));
        }
    }

    private static List<Map<?, ?>> entries(@Nullable Object list) {
        return list instanceof List<?> entries
                ? entries.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(Map.class::cast)
                        .toList()
                : List.of();
    }
}
