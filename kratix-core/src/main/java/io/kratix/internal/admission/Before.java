// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stood at a place before an update, if that place can be told. */
final class Before {
    static final Before NOTHING = new Before(false, null);

    private final boolean isThere;
    private final @Nullable Object value;

    private Before(boolean isThere, @Nullable Object value) {
        this.isThere = isThere;
        this.value = value;
    }

    static Before of(@Nullable Object value) {
        return new Before(true, value);
    }

    boolean isSame(@Nullable Object now) {
        return isThere && Objects.equals(value, now);
    }

    Before field(String name) {
        return value instanceof Map<?, ?> map && map.containsKey(name) ? of(map.get(name)) : NOTHING;
    }

    /** {@return the element with the same keys; an element of a list without keys has no place of its own} */
    Before element(@Nullable Object now, List<String> keys) {
        if (keys.isEmpty() || !(value instanceof List<?> list)) {
            return NOTHING;
        }
        Map<String, Object> wanted = ListKeys.keys(now, keys);
        return list.stream()
                .filter(element -> ListKeys.keys(element, keys).equals(wanted))
                .findFirst()
                .map(Before::of)
                .orElse(NOTHING);
    }
}
