// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.documents.Extent;
import io.kratix.internal.documents.MetadataFields;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a request into the shape of its schema: fields that it does not know are left out and remembered, missing ones
 * get their default, and a null that stands for nothing goes.
 */
final class Shaper {
    private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");

    /** Values of a shaped request: a default in each element of a long list adds up. */
    private static final int MOST_VALUES = 200_000;

    private static final int MOST_UNKNOWN = 1_000;
    private static final int MOST_PARENTS = 1_000;
    private static final Set<String> NOT_WRITTEN = Set.of("metadata", "status");

    private final List<Unknown> unknown = new ArrayList<>();
    private final Effort effort;
    private int values;

    Shaper(Effort effort) {
        this.effort = effort;
    }

    /** {@return a whole object in the shape of its schema} */
    Map<String, @Nullable Object> shape(Map<String, @Nullable Object> object, Schema schema) {
        Map<String, @Nullable Object> shaped =
                map(object, schema, Where.root(), true, schema.traits().preserves());
        Extent.excess(shaped).ifPresent(Shaper::refuse);
        return shaped;
    }

    private static void refuse(String excess) {
        throw new InvalidDocumentException(
                List.of(Problem.ofDocument("the document has " + excess + ", defaults filled in", "split it")));
    }

    /** {@return a part of an object in the shape of its schema} */
    @Nullable
    Object shapePart(@Nullable Object value, Schema schema, Where where) {
        return value(value, schema, where);
    }

    /** {@return the fields that were left out} */
    List<Unknown> unknown() {
        return unknown;
    }

    private @Nullable Object value(@Nullable Object value, Schema schema, Where where) {
        return value(value, schema, where, schema.traits().preserves());
    }

    private @Nullable Object value(@Nullable Object value, Schema schema, Where where, boolean preserves) {
        values++;
        effort.visit(where);
        if (values > MOST_VALUES) {
            refuse("more than " + MOST_VALUES + " values");
        }
        if (value instanceof Map) {
            return map(Values.map(value), schema, where, schema.traits().embedded(), preserves);
        }
        return value instanceof List<?> list ? list(list, schema, where, preserves) : value;
    }

    private Map<String, @Nullable Object> map(
            Map<String, @Nullable Object> map, Schema schema, Where where, boolean isObject, boolean preserves) {
        Map<String, @Nullable Object> shaped = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            Schema field = schema.field(key);
            if (isObject && OBJECT_FIELDS.contains(key)) {
                shaped.put(key, key.equals("metadata") ? metadata(value, where.child(key)) : value);
            } else if (field != null) {
                putField(shaped, key, value, field, where);
            } else if (preserves) {
                shaped.put(key, value);
            } else if (unknown.size() < MOST_UNKNOWN) {
                leaveOut(key, schema.properties().keySet(), parents(key, schema, isObject), where);
            }
        });
        addDefaults(shaped, schema, where);
        return shaped;
    }

    private @Nullable Object metadata(@Nullable Object metadata, Where where) {
        if (!(metadata instanceof Map)) {
            return metadata;
        }
        Map<String, @Nullable Object> known = new LinkedHashMap<>(Values.map(metadata));
        known.keySet().retainAll(MetadataFields.KNOWN);
        known.values().removeIf(Objects::isNull);
        Values.map(metadata).keySet().stream()
                .filter(key -> !MetadataFields.KNOWN.contains(key))
                .forEach(key -> leaveOut(key, MetadataFields.WRITTEN, List.of(), where));
        return known;
    }

    private void leaveOut(String key, Set<String> known, List<String> parents, Where where) {
        if (unknown.size() < MOST_UNKNOWN) {
            unknown.add(new Unknown(where.child(key), known, parents));
        }
    }

    /** {@return the fields below which one of that name may stand; nobody writes a status} */
    private static List<String> parents(String key, Schema schema, boolean isObject) {
        Stream<String> properties = schema.properties().entrySet().stream()
                .limit(MOST_PARENTS)
                .filter(property -> property.getValue().properties().containsKey(key))
                .map(Map.Entry::getKey)
                .filter(name -> !isObject || !NOT_WRITTEN.contains(name));
        Stream<String> metadata = Stream.of("metadata").filter(any -> isObject && MetadataFields.WRITTEN.contains(key));
        return Stream.concat(metadata, properties).toList();
    }

    private void putField(
            Map<String, @Nullable Object> shaped, String key, @Nullable Object value, Schema field, Where where) {
        if (!field.isNothing(value)) {
            shaped.put(key, value(value, field, where.child(key)));
        } else if (field.byDefault().isPresent()) {
            shaped.put(key, value(field.byDefault().get(), field, where.child(key)));
        }
    }

    private void addDefaults(Map<String, @Nullable Object> shaped, Schema schema, Where where) {
        schema.defaulted().forEach((key, field) -> {
            if (!shaped.containsKey(key)) {
                shaped.put(key, value(field.byDefault().orElse(null), field, where.child(key)));
            }
        });
    }

    /** A list that keeps unknown fields keeps those of its elements, as they have no other place. */
    private List<@Nullable Object> list(List<?> list, Schema schema, Where where, boolean preserves) {
        List<@Nullable Object> shaped = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            shaped.add(element(list.get(i), schema, where.item(i), preserves));
        }
        return shaped;
    }

    private @Nullable Object element(@Nullable Object element, Schema schema, Where where, boolean preserves) {
        if (schema.items().isEmpty()) {
            return preserves ? element : value(element, Schema.UNKNOWN, where);
        }
        Schema items = schema.items().get();
        Object present = items.isNothing(element) ? items.byDefault().orElse(null) : element;
        return value(present, items, where, preserves || items.traits().preserves());
    }

    /**
     * A field that no schema knows.
     *
     * @param where its place
     * @param known the names of the fields that may stand there
     * @param parents those of them below which one of its name may stand
     */
    record Unknown(Where where, Set<String> known, List<String> parents) {}
}
