// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values that are allowed, all of them. */
final class EnumRule implements Rule {
    private final Set<String> allowed;
    private final List<String> names;

    private EnumRule(List<?> values) {
        allowed = values.stream().map(ListKeys::identity).collect(Collectors.toSet());
        names = values.stream()
                .map(value -> value instanceof String text ? text : Values.json(value))
                .toList();
    }

    static Optional<Rule> of(@Nullable Object values) {
        return values instanceof List<?> list && !list.isEmpty() ? Optional.of(new EnumRule(list)) : Optional.empty();
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (!allowed.contains(ListKeys.identity(value))) {
            findings.unsupported(where, value, names);
        }
    }
}
