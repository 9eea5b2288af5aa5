// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to do about a value of another type than its field's. */
final class TypeRemedy {
    private static final Map<String, String> NAMES = Map.of(
            "string", "a string",
            "integer", "an integer",
            "integer,string", "an integer or a string",
            "number", "a number",
            "boolean", "true or false",
            "array", "a list",
            "object", "an object");

    private TypeRemedy() {}

    /**
     * {@return the remedy, which shows the value}
     *
     * @param expected the field's type, or the format of its numbers
     * @param value what stands there
     */
    static String of(String expected, @Nullable Object value) {
        String type = NAMES.getOrDefault(expected, "a value of type " + expected);
        String remedy = "write " + type + " in place of " + Values.quoted(value);
        boolean isScalar = value != null && !(value instanceof Map) && !(value instanceof List);
        return expected.equals("string") && isScalar ? remedy + ": put it in quotes" : remedy;
    }
}
