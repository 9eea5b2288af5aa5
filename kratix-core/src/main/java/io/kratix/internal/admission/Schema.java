// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema, read once and walked for each request.
 *
 * @param type the type's name; empty if any will do
 * @param format the format's name; empty for none
 * @param traits what {@code x-kubernetes-…} and {@code nullable} say
 * @param byDefault the value of a field that is missing
 * @param properties the schemas of an object's fields
 * @param defaulted those of them that have a default
 * @param additional the schema of an object's other fields
 * @param items the schema of a list's elements
 * @param required fields that must be there
 * @param mapKeys the fields that tell elements of a list from each other; empty unless the list is a map
 * @param rules what a value must fulfil
 * @param junctors schemas of which all, some, one or none must be fulfilled
 */
record Schema(
        String type,
        String format,
        Traits traits,
        Optional<Object> byDefault,
        Map<String, Schema> properties,
        Map<String, Schema> defaulted,
        Optional<Schema> additional,
        Optional<Schema> items,
        List<String> required,
        List<String> mapKeys,
        List<Rule> rules,
        Junctors junctors) {
    /** Knows no field and demands nothing. */
    static final Schema UNKNOWN = SchemaReader.read(Map.of());

    /** {@return the schema of a field, if there is one} */
    @Nullable
    Schema field(String name) {
        Schema property = properties.get(name);
        return property == null ? additional.orElse(null) : property;
    }

    /** {@return how many schemas it is made of} */
    int size() {
        return 1
                + Stream.of(
                                properties.values(),
                                additional.stream().toList(),
                                items.stream().toList(),
                                junctors.all(),
                                junctors.any(),
                                junctors.one(),
                                junctors.not().stream().toList())
                        .flatMap(Collection::stream)
                        .mapToInt(Schema::size)
                        .sum();
    }

    /** {@return whether a value is a null that stands for nothing} */
    boolean isNothing(@Nullable Object value) {
        return value == null && !traits.nullable();
    }

    /** {@return the types that a message names} */
    String typeNames() {
        return traits.intOrString() ? "integer,string" : type;
    }

    /**
     * What Kubernetes adds to a schema.
     *
     * @param nullable whether null is a value
     * @param intOrString whether it may be a number or a text
     * @param preserves whether unknown fields stay
     * @param embedded whether it is a whole object with {@code apiVersion}, {@code kind} and {@code metadata}
     * @param set whether no two elements of the list may be equal
     */
    record Traits(boolean nullable, boolean intOrString, boolean preserves, boolean embedded, boolean set) {}

    /**
     * Schemas that are combined.
     *
     * @param all must be fulfilled, each of them
     * @param any must be fulfilled, one of them at least
     * @param one must be fulfilled, exactly one of them
     * @param not must not be fulfilled
     */
    record Junctors(List<Schema> all, List<Schema> any, List<Schema> one, Optional<Schema> not) {
        boolean isEmpty() {
            return all.isEmpty() && any.isEmpty() && one.isEmpty() && not.isEmpty();
        }
    }

    /** What a value must fulfil; knows itself which types of values it is about. */
    interface Rule {
        /** Adds what is wrong with a value. */
        void check(@Nullable Object value, Where where, Findings findings);

        /** {@return how much work it is to check a value, in the steps of {@link Effort}} */
        default long cost(@Nullable Object value) {
            return 1;
        }
    }
}
