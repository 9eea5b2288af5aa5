// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field names of a CustomResourceDefinition as Kubernetes does: those that differ from the right ones in case
 * only are meant, and those that nobody knows mean nothing. Both get a warning.
 */
final class CrdSpelling {
    private static final String SCHEMA = "schema";

    /** The fields below each field; {@code *} stands for names that the author chose. */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("", Set.of("apiVersion", "kind", "metadata", "spec", "status")),
            Map.entry("spec", Set.of("group", "names", "scope", "versions", "conversion", "preserveUnknownFields")),
            Map.entry("names", Set.of("plural", "singular", "shortNames", "kind", "listKind", "categories")),
            Map.entry("conversion", Set.of("strategy", "webhook")),
            Map.entry(
                    "versions",
                    Set.of(
                            "name",
                            "served",
                            "storage",
                            "deprecated",
                            "deprecationWarning",
                            SCHEMA,
                            "subresources",
                            "additionalPrinterColumns",
                            "selectableFields")),
            Map.entry(SCHEMA, Set.of("openAPIV3Schema")),
            Map.entry(
                    "additionalPrinterColumns",
                    Set.of("name", "type", "format", "description", "priority", "jsonPath")),
            Map.entry("selectableFields", Set.of("jsonPath")),
            Map.entry("subresources", Set.of("status", "scale")));

    private static final Set<String> KEYWORDS = Set.of(
            ("$ref $schema additionalItems additionalProperties allOf anyOf default definitions dependencies description"
                            + " enum example exclusiveMaximum exclusiveMinimum externalDocs format id items maxItems"
                            + " maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf not"
                            + " nullable oneOf pattern patternProperties properties required title type uniqueItems"
                            + " x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys"
                            + " x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-preserve-unknown-fields"
                            + " x-kubernetes-validations")
                    .split(" ", -1));

    private static final int MOST_WARNINGS = 1_000;

    private final Place root;
    private final List<String> warnings = new ArrayList<>();

    CrdSpelling(String root) {
        this.root = new Place(null, root);
    }

    /** {@return the definition with each field by its right name, where it has one} */
    Map<String, @Nullable Object> correct(Map<String, @Nullable Object> definition) {
        return Trees.freeze(fields(definition, "", root));
    }

    List<String> warnings() {
        return warnings;
    }

    private @Nullable Object value(@Nullable Object value, String field, Place path) {
        if (field.equals("openAPIV3Schema")) {
            return value instanceof Map<?, ?> map ? schema(map, path) : value;
        }
        if (!FIELDS.containsKey(field)) {
            return value;
        }
        if (value instanceof List<?> list) {
            return elements(list, path, (element, place) -> value(element, field, place));
        }
        return value instanceof Map<?, ?> map ? fields(map, field, path) : value;
    }

    private Map<String, @Nullable Object> fields(Map<?, ?> map, String field, Place path) {
        return renamed(map, path, FIELDS.getOrDefault(field, Set.of()), this::value);
    }

    private Map<String, @Nullable Object> schema(Map<?, ?> map, Place path) {
        return renamed(map, path, KEYWORDS, this::keyword);
    }

    private @Nullable Object keyword(@Nullable Object value, String keyword, Place path) {
        if (value instanceof Map<?, ?> map) {
            return switch (keyword) {
                case "properties" -> properties(map, path);
                case "items", "not", "additionalProperties" -> schema(map, path);
                default -> value;
            };
        }
        boolean isList = Set.of("allOf", "anyOf", "oneOf").contains(keyword);
        return isList && value instanceof List<?> list ? elements(list, path, this::schemaOrValue) : value;
    }

    private Map<String, @Nullable Object> properties(Map<?, ?> map, Place path) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        map.forEach(
                (name, schema) -> properties.put((String) name, schemaOrValue(schema, path.then("[" + name + "]"))));
        return properties;
    }

    private @Nullable Object schemaOrValue(@Nullable Object value, Place path) {
        return value instanceof Map<?, ?> map ? schema(map, path) : value;
    }

    private static List<@Nullable Object> elements(List<?> list, Place path, ElementReading reading) {
        List<@Nullable Object> read = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            read.add(reading.read(list.get(i), path.then("[" + i + "]")));
        }
        return read;
    }

    private Map<String, @Nullable Object> renamed(Map<?, ?> map, Place path, Set<String> known, FieldReading reading) {
        Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = rightName((String) key, path, known, map);
            renamed.put(name, reading.read(value, name, path.then("." + name)));
        });
        return renamed;
    }

    private String rightName(String name, Place path, Set<String> known, Map<?, ?> siblings) {
        if (known.contains(name)) {
            return name;
        }
        for (String candidate : known) {
            if (candidate.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))
                    && !siblings.containsKey(candidate)) {
                warn(
                        path.then("." + name),
                        place -> Problem.ofDocument(
                                "field \"" + place + "\" is read as \"" + candidate + "\"", "spell it so"));
                return candidate;
            }
        }
        warn(path.then("." + name), place -> Problem.unknown(place, new TreeSet<>(known)));
        return name;
    }

    private void warn(Place place, Function<String, Problem> wording) {
        if (warnings.size() < MOST_WARNINGS) {
            Problem problem = wording.apply(place.toString());
            warnings.add(problem.message() + " - " + problem.remedy());
        }
    }

    /** Put into words only for a warning: names may be long, and many fields may stand below one. */
    private record Place(@Nullable Place above, String step) {
        Place then(String next) {
            return new Place(this, next);
        }

        @Override
        public String toString() {
            return above == null ? step : above + step;
        }
    }

    private interface FieldReading {
        @Nullable
        Object read(@Nullable Object value, String name, Place path);
    }

    private interface ElementReading {
        @Nullable
        Object read(@Nullable Object value, Place path);
    }
}
