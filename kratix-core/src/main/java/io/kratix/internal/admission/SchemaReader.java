// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.admission.Schema.Junctors;
import io.kratix.internal.admission.Schema.Rule;
import io.kratix.internal.admission.Schema.Traits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a schema of the tree in which an API declares it. What the API's own check refuses is passed over here. */
final class SchemaReader {
    /** Fields that each object has, whatever its schema says. */
    private static final List<String> OBJECT_FIELDS = List.of("apiVersion", "kind");

    private final Map<String, @Nullable Object> tree;

    private SchemaReader(Map<String, @Nullable Object> tree) {
        this.tree = tree;
    }

    static Schema read(@Nullable Object tree) {
        return new SchemaReader(Values.map(tree)).schema();
    }

    private Schema schema() {
        Traits traits = traits();
        Map<String, Schema> properties = properties();
        return new Schema(
                traits.intOrString() ? "" : text("type"),
                text("format"),
                traits,
                Optional.ofNullable(tree.get("default")),
                properties,
                defaulted(properties),
                additional(),
                Optional.ofNullable(tree.get("items")).map(SchemaReader::read),
                required(traits),
                text("x-kubernetes-list-type").equals("map") ? texts("x-kubernetes-list-map-keys") : List.of(),
                rules(),
                junctors());
    }

    private Traits traits() {
        return new Traits(
                flag("nullable"),
                flag("x-kubernetes-int-or-string"),
                flag("x-kubernetes-preserve-unknown-fields"),
                flag("x-kubernetes-embedded-resource"),
                text("x-kubernetes-list-type").equals("set"));
    }

    private Map<String, Schema> properties() {
        Map<String, Schema> properties = new LinkedHashMap<>();
        Values.map(tree.get("properties")).forEach((name, schema) -> properties.put(name, read(schema)));
        return properties;
    }

    private static Map<String, Schema> defaulted(Map<String, Schema> properties) {
        Map<String, Schema> defaulted = new LinkedHashMap<>(properties);
        defaulted.values().removeIf(field -> field.byDefault().isEmpty());
        return defaulted;
    }

    private Optional<Schema> additional() {
        Object additional = tree.get("additionalProperties");
        if (Boolean.TRUE.equals(additional)) {
            return Optional.of(read(Map.of("x-kubernetes-preserve-unknown-fields", true, "nullable", true)));
        }
        return additional instanceof Map ? Optional.of(read(additional)) : Optional.empty();
    }

    private List<String> required(Traits traits) {
        List<String> required = new ArrayList<>(texts("required"));
        if (traits.embedded()) {
            OBJECT_FIELDS.stream().filter(field -> !required.contains(field)).forEach(required::add);
        }
        return List.copyOf(required);
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        TextRule.of(tree).ifPresent(rules::add);
        FormatRule.of(text("format")).ifPresent(rules::add);
        NumberRule.of(tree).ifPresent(rules::add);
        ListRule.of(tree).ifPresent(rules::add);
        MapRule.of(tree).ifPresent(rules::add);
        EnumRule.of(tree.get("enum")).ifPresent(rules::add);
        if (flag("x-kubernetes-embedded-resource")) {
            rules.add(new EmbeddedRule());
        }
        return List.copyOf(rules);
    }

    private Junctors junctors() {
        return new Junctors(
                schemas("allOf"),
                schemas("anyOf"),
                schemas("oneOf"),
                Optional.ofNullable(tree.get("not")).map(SchemaReader::read));
    }

    private List<Schema> schemas(String key) {
        return Values.list(tree.get(key)).stream().map(SchemaReader::read).toList();
    }

    private List<String> texts(String key) {
        return Values.list(tree.get(key)).stream().map(String::valueOf).toList();
    }

    private String text(String key) {
        return tree.get(key) instanceof String text ? text : "";
    }

    private boolean flag(String key) {
        return Boolean.TRUE.equals(tree.get(key));
    }
}
