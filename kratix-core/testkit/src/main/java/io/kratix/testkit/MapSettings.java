// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretValues;
import io.kratix.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings over a map, for tests of a plugin's provider. Values have the types that YAML gives them, or are
 * {@link Duration}s. {@link #done} tells every problem and unknown key as {@code key: text}, one a line, in fewer words than
 * the engine's. For one thread.
 */
public final class MapSettings implements Settings {
    private final Map<String, ?> values;
    private final String prefix;
    private final List<String> problems;
    private final Set<String> unknown;
    private final Map<String, String> secret;
    private final Set<String> known = new TreeSet<>();

    private MapSettings(
            Map<String, ?> values,
            String prefix,
            List<String> problems,
            Set<String> unknown,
            Map<String, String> secret) {
        this.secret = secret;
        this.values = values;
        this.prefix = prefix;
        this.problems = problems;
        this.unknown = unknown;
    }

    /**
     * {@return settings without a secret}
     *
     * @param values a document's {@code spec}, or a section of the engine's configuration
     */
    public static MapSettings of(Map<String, ?> values) {
        return of(values, Map.of());
    }

    /**
     * {@return settings whose one secret holds some values, whatever it is called}
     *
     * @param values a document's {@code spec}
     * @param secret the secret's values by key; none for no such secret
     */
    public static MapSettings of(Map<String, ?> values, Map<String, String> secret) {
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.remove("path");
        return new MapSettings(values, "", new ArrayList<>(), unknown, secret);
    }

    @Override
    public String text(String key) {
        if (get(key) == null) {
            problem(key, "is required");
        }
        return text(key, "");
    }

    @Override
    public String text(String key, String fallback) {
        return typed(key, String.class, "string", fallback);
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return typed(key, Boolean.class, "boolean", fallback);
    }

    @Override
    public long number(String key, long fallback) {
        return get(key) instanceof Integer number ? number : typed(key, Long.class, "integer", fallback);
    }

    @Override
    public Duration duration(String key, Duration fallback) {
        return typed(key, Duration.class, "duration", fallback);
    }

    private <T> T typed(String key, Class<T> type, String name, T fallback) {
        Object value = get(key);
        if (value == null || type.isInstance(value)) {
            return value == null ? fallback : type.cast(value);
        }
        problem(key, "must be of type " + name);
        return fallback;
    }

    @Override
    public List<String> texts(String key) {
        if (!(get(key) instanceof List<?> values)) {
            return Settings.super.texts(key);
        }
        if (!values.stream().allMatch(String.class::isInstance)) {
            problem(key, "must be of type list of strings");
        }
        return values.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    @Override
    public <T extends Enum<T>> T choice(String key, T fallback) {
        String wanted = text(key, "").replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        for (T constant : fallback.getDeclaringClass().getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return constant;
            }
        }
        if (!wanted.isEmpty()) {
            problem(key, "is none of the choices");
        }
        return fallback;
    }

    @Override
    public Settings section(String key) {
        Map<String, Object> nested = new TreeMap<>();
        if (get(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> nested.put(String.valueOf(name), value));
        }
        if (known.add(prefix + key)) {
            nested.keySet().forEach(name -> unknown.add(prefix + key + "." + name));
        }
        return new MapSettings(nested, prefix + key + ".", problems, unknown, secret);
    }

    @Override
    public SecretValues secret(String key) {
        section(key).text("name", "");
        section(key).text("namespace", "");
        return new SecretValues() {
            @Override
            public boolean present() {
                return !secret.isEmpty();
            }

            @Override
            public Secret required(String name) {
                if (optional(name).isEmpty()) {
                    problem(key, name + " is required");
                }
                return optional(name).orElse(Secret.of(""));
            }

            @Override
            public Optional<Secret> optional(String name) {
                return Optional.ofNullable(secret.get(name)).map(Secret::of);
            }
        };
    }

    @Override
    public void problem(String key, String text) {
        problems.add(prefix + key + ": " + text);
    }

    @Override
    public void done() {
        List<String> all = new ArrayList<>(problems);
        unknown.forEach(key -> all.add(key + ": is unknown"));
        if (!all.isEmpty()) {
            throw PluginException.misconfigured(String.join("\n", all));
        }
    }

    private @Nullable Object get(String key) {
        unknown.remove(prefix + key);
        return values.get(key);
    }
}
