// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a tree and remembers everything that is wrong with them, so that a document's problems are told
 * all at once. A getter never throws: it records the problem and answers with a harmless value.
 */
final class FieldReader {
    /** Nobody reads more. */
    private static final int MOST_PROBLEMS = 1_000;

    private static final String TYPE_REMEDY = "write the value as the type that the field has";

    private final String path;
    private final Map<String, ? extends @Nullable Object> tree;
    private final List<Problem> problems;
    private final List<String> warnings;
    private final Set<String> known = new TreeSet<>();
    private final Map<String, Set<String>> knownBelow = new TreeMap<>();

    private FieldReader(
            String path, Map<String, ? extends @Nullable Object> tree, List<Problem> problems, List<String> warnings) {
        this.path = path;
        this.tree = tree;
        this.problems = problems;
        this.warnings = warnings;
    }

    static FieldReader of(Map<String, ? extends @Nullable Object> tree) {
        return new FieldReader("", tree, new ArrayList<>(), new ArrayList<>());
    }

    /** {@return a reader of a document, of which what every document has is read already} */
    static FieldReader of(Document document) {
        FieldReader reader = of(document.tree()).allow(List.of("apiVersion", "kind", "metadata", "status"));
        reader.knownBelow.put("metadata", Metadata.FIELDS);
        return reader;
    }

    /** {@return a reader of another tree that stands at the same place} */
    FieldReader over(Map<String, ? extends @Nullable Object> other) {
        return new FieldReader(path, other, problems, warnings);
    }

    String path() {
        return path;
    }

    static FieldReader at(String path, Map<String, ? extends @Nullable Object> tree) {
        return new FieldReader(path, tree, new ArrayList<>(), new ArrayList<>());
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Knows fields that nobody reads. */
    FieldReader allow(List<String> keys) {
        known.addAll(keys);
        return this;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    boolean isObject(String key) {
        return value(key) instanceof Map;
    }

    String text(String key) {
        if (!has(key)) {
            require(key);
            return "";
        }
        return text(key, "");
    }

    String text(String key, String fallback) {
        Object value = value(key);
        if (value == null || value instanceof String) {
            return value == null ? fallback : (String) value;
        }
        mistyped(key, value, "string");
        return fallback;
    }

    boolean flag(String key, boolean fallback) {
        Object value = value(key);
        if (value == null || value instanceof Boolean) {
            return value == null ? fallback : (Boolean) value;
        }
        mistyped(key, value, "boolean");
        return fallback;
    }

    @Nullable
    Long number(String key) {
        Object value = value(key);
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        mistyped(key, value, "integer");
        return null;
    }

    Map<String, @Nullable Object> tree(String key) {
        return object(key).tree();
    }

    Map<String, @Nullable Object> tree() {
        return Trees.freeze(tree);
    }

    FieldReader object(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Map)) {
            mistyped(key, value, "object");
        }
        FieldReader below = new FieldReader(path(key), mapOrEmpty(value), problems, warnings);
        knownBelow.put(key, below.known);
        return below;
    }

    /** Reads each element of a list of objects. */
    <T> List<T> objects(String key, Function<FieldReader, T> reading) {
        List<T> read = new ArrayList<>();
        List<?> elements = list(key);
        for (int i = 0; i < elements.size(); i++) {
            String element = path(key) + "[" + i + "]";
            if (elements.get(i) instanceof Map<?, ?> map) {
                read.add(reading.apply(new FieldReader(element, mapOrEmpty(map), problems, warnings)));
            } else {
                tell(Problem.invalid(element, shown(elements.get(i)), "must be of type object", TYPE_REMEDY));
            }
        }
        return List.copyOf(read);
    }

    List<String> texts(String key) {
        List<String> read = new ArrayList<>();
        List<?> elements = list(key);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof String text) {
                read.add(text);
            } else {
                tell(Problem.invalid(
                        path(key) + "[" + i + "]", shown(elements.get(i)), "must be of type string", TYPE_REMEDY));
            }
        }
        return List.copyOf(read);
    }

    Map<String, String> textMap(String key) {
        Map<String, String> read = new LinkedHashMap<>();
        object(key).tree().forEach((name, value) -> {
            if (value instanceof String text) {
                read.put(name, text);
            } else {
                tell(Problem.invalid(
                        path(key) + "." + name, shown(value), "must be of type string", "put the value in quotes"));
            }
        });
        return read;
    }

    void require(String key) {
        tell(Problem.required(path(key), "add the field '" + path(key) + "'"));
    }

    void require(String key, String rule, String remedy) {
        tell(Problem.required(path(key), rule, remedy));
    }

    void forbid(String key, String rule, String remedy) {
        tell(Problem.forbidden(path(key), rule, remedy));
    }

    void require(String key, String rule) {
        require(key, rule, "add the field '" + path(key) + "'");
    }

    void invalid(String key, Object value, String rule, String remedy) {
        tell(Problem.invalid(path(key), value, rule, remedy));
    }

    /** Records that a value is none of those that there are, in Kubernetes' words. */
    void unsupported(String key, String value, List<String> supported) {
        String listed = supported.stream().map(one -> '"' + one + '"').collect(Collectors.joining(", "));
        Problem invalid = Problem.invalid(path(key), value, "", "choose one of them");
        tell(new Problem(
                "",
                "",
                path(key),
                value,
                invalid.message().replaceFirst("Invalid value", "Unsupported value") + "supported values: " + listed,
                "choose one of them"));
    }

    /** Records every field that no getter was asked for, with the nearest one that exists. */
    void refuseUnknown() {
        for (String key : tree.keySet()) {
            if (!known.contains(key) && problems.size() < MOST_PROBLEMS) {
                tell(unknown(key));
            }
        }
    }

    /** Whoever has so many to mend will come again. */
    private void tell(Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** Warns of every field that no getter was asked for, with the nearest one that exists. */
    void warnOfUnknown() {
        for (String key : tree.keySet()) {
            if (!known.contains(key) && warnings.size() < MOST_PROBLEMS) {
                Problem problem = unknown(key);
                warn(problem.message() + " - " + problem.remedy());
            }
        }
    }

    private Problem unknown(String key) {
        List<String> parents = knownBelow.entrySet().stream()
                .filter(below -> below.getValue().contains(key))
                .map(Map.Entry::getKey)
                .toList();
        return Problem.unknown(path(key), known, parents);
    }

    void warn(String warning) {
        if (warnings.size() < MOST_PROBLEMS) {
            warnings.add(warning);
        }
    }

    /** {@return what the author should know} */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Throws what was found; empty for a subject that has no name. */
    void failOnProblems(String subject) {
        if (problems.isEmpty()) {
            return;
        }
        throw new InvalidDocumentException(problems.stream()
                .limit(MOST_PROBLEMS)
                .map(problem -> problem.of(subject))
                .toList());
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return tree.get(key);
    }

    private List<?> list(String key) {
        Object value = value(key);
        if (value == null || value instanceof List) {
            return value == null ? List.of() : (List<?>) value;
        }
        mistyped(key, value, "array");
        return List.of();
    }

    private static Object shown(@Nullable Object value) {
        return value == null ? "null" : value;
    }

    private void mistyped(String key, Object value, String type) {
        tell(Problem.invalid(path(key), value, "must be of type " + type, TYPE_REMEDY));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ? extends @Nullable Object> mapOrEmpty(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, ? extends @Nullable Object>) map : Map.of();
    }
}
