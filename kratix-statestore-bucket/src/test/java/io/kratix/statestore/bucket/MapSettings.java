// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

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

/** Settings over a map: problems are {@code key: text}, one a line. */
final class MapSettings implements Settings {
    private final Map<String, ?> values;
    private final String prefix;
    private final List<String> problems;
    private final Set<String> unknown;

    private MapSettings(Map<String, ?> values, String prefix, List<String> problems, Set<String> unknown) {
        this.values = values;
        this.prefix = prefix;
        this.problems = problems;
        this.unknown = unknown;
        values.keySet().forEach(key -> unknown.add(prefix + key));
        unknown.remove("path");
    }

    static MapSettings of(Map<String, ?> values) {
        return new MapSettings(values, "", new ArrayList<>(), new TreeSet<>());
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
        return get(key) instanceof String text ? text : fallback;
    }

    @Override
    public boolean flag(String key, boolean fallback) {
        return get(key) instanceof Boolean flag ? flag : fallback;
    }

    @Override
    public long number(String key, long fallback) {
        return get(key) instanceof Long number ? number : fallback;
    }

    @Override
    public Duration duration(String key, Duration fallback) {
        return get(key) instanceof Duration duration ? duration : fallback;
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
        return new MapSettings(nested, prefix + key + ".", problems, unknown);
    }

    @Override
    public SecretValues secret(String key) {
        get(key);
        return new SecretValues() {
            @Override
            public boolean present() {
                return false;
            }

            @Override
            public Secret required(String name) {
                problem(key, name + " is required");
                return Secret.of("");
            }

            @Override
            public Optional<Secret> optional(String name) {
                return Optional.empty();
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
