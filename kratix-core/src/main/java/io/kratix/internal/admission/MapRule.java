// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Rule;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many fields an object has. */
record MapRule(long fewest, long most) implements Rule {
    static Optional<Rule> of(Map<String, @Nullable Object> schema) {
        long fewest = schema.get("minProperties") instanceof Long number ? number : 0;
        long most = schema.get("maxProperties") instanceof Long number ? number : Long.MAX_VALUE;
        return fewest == 0 && most == Long.MAX_VALUE ? Optional.empty() : Optional.of(new MapRule(fewest, most));
    }

    @Override
    public void check(@Nullable Object value, Where where, Findings findings) {
        if (value instanceof Map<?, ?> map) {
            checkSize(map.size(), where, findings);
        }
    }

    private void checkSize(long size, Where where, Findings findings) {
        if (size < fewest) {
            findings.invalidInBody(where, size, "should have at least " + fewest + " properties", "add fields");
        }
        if (size > most) {
            findings.add(where, size, "Too many: " + size + ": must have at most " + most + " items", "remove fields");
        }
    }
}
