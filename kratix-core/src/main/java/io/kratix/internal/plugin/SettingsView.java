// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.Problem;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretValues;
import io.kratix.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tree, read through the eyes of a plugin: every problem and every unknown key is remembered until {@link #done}. */
final class SettingsView implements Settings {
    private static final String TYPE_REMEDY = "write the value as the type that the field has";

    private final String path;
    private final Map<String, ? extends @Nullable Object> tree;
    private final Function<SecretReference, SecretValues> secrets;
    private final String defaultNamespace;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, SettingsView> sections = new LinkedHashMap<>();

    private SettingsView(
            String path,
            Map<String, ? extends @Nullable Object> tree,
            Function<SecretReference, SecretValues> secrets,
            String defaultNamespace,
            List<Problem> problems) {
        this.path = path;
        this.tree = tree;
        this.secrets = secrets;
        this.defaultNamespace = defaultNamespace;
        this.problems = problems;
    }

    /**
     * {@return a view of a document's spec}
     *
     * @param spec the spec
     * @param secrets answers for the document's secret references
     * @param defaultNamespace where a secret lies whose reference names no namespace
     */
    static SettingsView ofSpec(
            Map<String, ? extends @Nullable Object> spec,
            Function<SecretReference, SecretValues> secrets,
            String defaultNamespace) {
        SettingsView view = new SettingsView("spec", spec, secrets, defaultNamespace, new ArrayList<>());
        view.known.add("path");
        return view;
    }

    /**
     * {@return a view of a section of the engine's configuration, which names no secrets}
     *
     * @param name the section's name
     * @param section the section
     */
    static SettingsView ofConfiguration(String name, Map<String, ? extends @Nullable Object> section) {
        return new SettingsView(name, section, reference -> NoSecret.ABSENT, "", new ArrayList<>());
    }

    @Override
    public String text(String key) {
        if (value(key) == null) {
            problems.add(missing(key));
            return "";
        }
        return text(key, "");
    }

    @Override
    public String text(String key, String fallback) {
        return typed(key, String.class, "string", fallback);
    }

    @Override
    public List<String> texts(String key) {
        if (!(value(key) instanceof List<?> values)) {
            return Settings.super.texts(key);
        }
        values.stream()
                .filter(value -> !(value instanceof String))
                .forEach(value -> mistyped(key, values, "list of strings"));
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return typed(key, Boolean.class, "boolean", fallback);
    }

    @Override
    public long number(String key, long fallback) {
        Object value = value(key);
        return value instanceof Integer number ? number : typed(key, Long.class, "integer", fallback);
    }

    @Override
    public Duration duration(String key, Duration fallback) {
        Object value = value(key);
        if (value instanceof Duration duration) {
            return duration;
        }
        String text = text(key, "");
        Optional<Duration> duration = GoDuration.parse(text);
        if (duration.isEmpty() && !text.isEmpty()) {
            problems.add(Problem.invalid(path(key), text, "is no duration", "write for example 1h30m, 90s or 250ms"));
        }
        return duration.orElse(fallback);
    }

    @Override
    public <T extends Enum<T>> T choice(String key, T fallback) {
        String text = text(key, "");
        if (text.isEmpty()) {
            return fallback;
        }
        List<T> constants = List.of(fallback.getDeclaringClass().getEnumConstants());
        Optional<T> chosen = constants.stream()
                .filter(constant -> camelCase(constant).equals(text))
                .findFirst();
        if (chosen.isEmpty()) {
            List<String> allowed =
                    constants.stream().map(SettingsView::camelCase).toList();
            problems.add(Problem.invalid(
                    path(key), text, "is none of the values allowed", "write one of " + String.join(", ", allowed)));
        }
        return chosen.orElse(fallback);
    }

    @Override
    public Settings section(String key) {
        return sections.computeIfAbsent(key, this::read);
    }

    @SuppressWarnings("unchecked")
    private SettingsView read(String key) {
        Object value = value(key);
        if (value != null && !(value instanceof Map)) {
            mistyped(key, value, "object");
        }
        Map<String, ? extends @Nullable Object> nested =
                value instanceof Map<?, ?> map ? (Map<String, ? extends @Nullable Object>) map : Map.of();
        return new SettingsView(path(key), nested, secrets, defaultNamespace, problems);
    }

    @Override
    public SecretValues secret(String key) {
        if (value(key) == null) {
            return new Checked(NoSecret.ABSENT, name -> missing(key));
        }
        Settings reference = section(key);
        String namespace = reference.text("namespace", defaultNamespace);
        SecretReference named = SecretReference.of(namespace, reference.text("name"));
        return new Checked(
                secrets.apply(named),
                name -> new Problem(
                        "",
                        "",
                        path(key),
                        "",
                        name + " not found in secret " + named,
                        "add the key '" + name + "' to the secret"));
    }

    @Override
    public void problem(String key, String text) {
        Object value = value(key);
        problems.add(
                value == null
                        ? new Problem("", "", path(key), "", path(key) + " " + text, "change the field")
                        : Problem.invalid(path(key), value, text, "change the field"));
    }

    @Override
    public void done() {
        List<Problem> found = problems();
        if (!found.isEmpty()) {
            throw PluginException.misconfigured(
                    String.join("\n", found.stream().map(Problem::toString).toList()));
        }
    }

    /** {@return every problem and unknown key so far} */
    List<Problem> problems() {
        List<Problem> found = new ArrayList<>(problems);
        addUnknown(found);
        return found.stream().distinct().toList();
    }

    private void addUnknown(List<Problem> found) {
        tree.keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> found.add(Problem.unknown(path(key), known, parents(key))));
        sections.values().forEach(section -> section.addUnknown(found));
    }

    private List<String> parents(String key) {
        return sections.entrySet().stream()
                .filter(section -> section.getValue().known.contains(key))
                .map(Map.Entry::getKey)
                .toList();
    }

    private <T> T typed(String key, Class<T> type, String name, T fallback) {
        Object value = value(key);
        if (value == null || type.isInstance(value)) {
            return value == null ? fallback : type.cast(value);
        }
        mistyped(key, value, name);
        return fallback;
    }

    private void mistyped(String key, Object value, String type) {
        problems.add(Problem.invalid(path(key), value, "must be of type " + type, TYPE_REMEDY));
    }

    private Problem missing(String key) {
        return Problem.required(path(key), "add the field '" + path(key) + "'");
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return tree.get(key);
    }

    private String path(String key) {
        return path + "." + key;
    }

    /** {@code BASIC_AUTH} is {@code basicAuth} in a document. */
    private static String camelCase(Enum<?> constant) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(constant.name().toLowerCase(java.util.Locale.ROOT).split("_", -1))
                .forEach(word -> text.append(
                        text.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1)));
        return text.toString();
    }

    /** Records a missing value as a problem of the field that names the secret. */
    private final class Checked implements SecretValues {
        private final SecretValues values;
        private final Function<String, Problem> missing;

        private Checked(SecretValues values, Function<String, Problem> missing) {
            this.values = values;
            this.missing = missing;
        }

        @Override
        public boolean present() {
            return values.present();
        }

        @Override
        public Secret required(String name) {
            Optional<Secret> value = values.optional(name);
            if (value.isEmpty()) {
                problems.add(missing.apply(name));
            }
            return value.orElseGet(() -> Secret.of(""));
        }

        @Override
        public Optional<Secret> optional(String name) {
            return values.optional(name);
        }
    }
}
