// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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

    /** {@return for an element that with the same keys; an element of a list without keys has no place of its own} */
    Function<@Nullable Object, Before> elements(List<String> keys) {
        if (keys.isEmpty() || !(value instanceof List<?> list)) {
            return element -> NOTHING;
        }
        Map<String, Before> byKeys = new HashMap<>();
        list.forEach(element -> byKeys.putIfAbsent(ListKeys.identity(element, keys), of(element)));
        return element -> byKeys.getOrDefault(ListKeys.identity(element, keys), NOTHING);
    }
}
