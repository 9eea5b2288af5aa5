// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Content;
import io.kratix.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A digest of what a run depends on: the specs of the Promise and of the object. It begins with the version of the rule
 * that it follows, so that a later version of the engine finds out by the old rule whether anything changed.
 */
final class SpecHash {
    private static final String RULE = "1:";

    private SpecHash() {}

    /**
     * {@return the digest by the present rule, or the last one if that still holds by its own}
     *
     * @param promise the Promise's document
     * @param object the request's document, or the Promise's once more
     * @param last the digest of the last run
     */
    static String of(Document promise, Document object, Optional<String> last) {
        String now = RULE + digest(promise, object);
        return last.filter(known -> !known.startsWith(RULE) && holds(known, promise, object))
                .orElse(now);
    }

    /**
     * {@return whether a digest is that of these specs, by its own rule}
     *
     * @param hash a digest
     * @param promise the Promise's document
     * @param object the request's document, or the Promise's once more
     */
    static boolean holds(String hash, Document promise, Document object) {
        // what follows no rule that is known here is of other specs
        return hash.startsWith(RULE) && hash.equals(RULE + digest(promise, object));
    }

    private static String digest(Document promise, Document object) {
        return Content.of(canonical(promise.spec()) + "\n" + canonical(object.body()))
                .sha256();
    }

    /** The same text for equal trees, whatever the order of their keys. */
    private static String canonical(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, child) -> sorted.put(quoted(String.valueOf(key)), canonical(child)));
            return sorted.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SpecHash::canonical).toList().toString();
        }
        if (value instanceof String text) {
            return quoted(text);
        }
        return String.valueOf(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
