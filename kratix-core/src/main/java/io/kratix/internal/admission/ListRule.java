// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many elements a list has, and whether two of them are equal. */
record ListRule(long fewest, long most, boolean unique) implements Rule {
    static Optional<Rule> of(Map<String, @Nullable Object> schema) {
        long fewest = schema.get("minItems") instanceof Long number ? number : 0;
        long most = schema.get("maxItems") instanceof Long number ? number : Long.MAX_VALUE;
        boolean unique = Boolean.TRUE.equals(schema.get("uniqueItems"));
        return fewest == 0 && most == Long.MAX_VALUE && !unique
                ? Optional.empty()
                : Optional.of(new ListRule(fewest, most, unique));
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (value instanceof List<?> list) {
            checkList(list, where, findings);
        }
    }

    @Override
    public long cost(@Nullable Object value) {
        return unique ? Values.size(value) : 1;
    }

    private void checkList(List<?> list, Where where, Findings findings) {
        long size = list.size();
        if (size < fewest) {
            findings.invalidInBody(where, size, "should have at least " + fewest + " items", "add elements");
        }
        if (size > most) {
            findings.add(
                    where, size, "Too many: " + size + ": must have at most " + most + " items", "remove elements");
        }
        if (unique && list.stream().map(ListKeys::identity).distinct().count() < size) {
            findings.invalidInBody(where, "", "shouldn't contain duplicates", "remove one of the two");
        }
    }
}
