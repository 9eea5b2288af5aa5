// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that are allowed, all of them. */
final class EnumRule implements Rule {
    private final Set<@Nullable Object> scalars = new HashSet<>();
    private final List<Object> structures = new ArrayList<>();
    private final List<String> names;

    private EnumRule(List<?> values) {
        for (Object value : values) {
            if (isStructure(value)) {
                structures.add(value);
            } else {
                scalars.add(value);
            }
        }
        names = values.stream()
                .map(value -> value instanceof String text ? text : Values.json(value))
                .toList();
    }

    static Optional<Rule> of(@Nullable Object values) {
        return values instanceof List<?> list && !list.isEmpty() ? Optional.of(new EnumRule(list)) : Optional.empty();
    }

    @Override
    public long cost(@Nullable Object value) {
        return isStructure(value) ? (1L + structures.size()) * Values.size(value) : Values.size(value);
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        boolean isAllowed = isStructure(value) ? structures.contains(value) : scalars.contains(value);
        if (!isAllowed) {
            findings.unsupported(where, value, names);
        }
    }

    private static boolean isStructure(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }
}
