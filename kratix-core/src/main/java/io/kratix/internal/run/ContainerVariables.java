// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.VariableExpansion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a container, as Kubernetes makes it: {@code envFrom} first, then the engine's variables, then the
 * container's own {@code env}; of one name the last one holds, and {@code $(NAME)} in a value stands for what came before.
 */
final class ContainerVariables {
    private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    private final String container;
    private final String namespace;
    private final PipelineSources sources;
    private final Map<String, String> fields;
    private final Consumer<Secret> seen;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private ContainerVariables(
            String container,
            String namespace,
            PipelineSources sources,
            Map<String, String> fields,
            Consumer<Secret> seen) {
        this.container = container;
        this.namespace = namespace;
        this.sources = sources;
        this.fields = fields;
        this.seen = seen;
    }

    /**
     * {@return the environment of a container}
     *
     * @param container the container as declared
     * @param engine the engine's variables, in their order
     * @param namespace where its secrets and ConfigMaps are
     * @param sources has them
     * @param fields what {@code fieldRef} may ask for, by path
     * @param seen told of each secret that comes in, so that it is masked
     * @throws EngineSignal if something is named that is not there; the message names container, variable and source
     */
    static Map<String, String> of(
            Container container,
            Map<String, String> engine,
            String namespace,
            PipelineSources sources,
            Map<String, String> fields,
            Consumer<Secret> seen) {
        ContainerVariables environment = new ContainerVariables(container.name(), namespace, sources, fields, seen);
        entries(container.fields().get("envFrom")).forEach(environment::addAll);
        environment.variables.putAll(engine);
        entries(container.fields().get("env")).forEach(environment::add);
        return Collections.unmodifiableMap(environment.variables);
    }

    private void addAll(Map<?, ?> source) {
        String prefix = text(source.get("prefix"));
        if (source.get("secretRef") instanceof Map<?, ?> reference) {
            String name = text(reference.get("name"));
            Optional<Map<String, Secret>> secret = sources.secret(namespace, name);
            require(secret, reference, "envFrom", "secret " + namespace + "/" + name)
                    .ifPresent(values -> values.forEach((key, value) -> addNamed(prefix + key, reveal(value))));
        }
        if (source.get("configMapRef") instanceof Map<?, ?> reference) {
            String name = text(reference.get("name"));
            Optional<Map<String, Content>> configMap = sources.configMap(namespace, name);
            require(configMap, reference, "envFrom", "ConfigMap " + namespace + "/" + name)
                    .ifPresent(values -> values.forEach((key, value) -> addNamed(prefix + key, text(value))));
        }
    }

    /** A key that is no name of a variable is passed over, as Kubernetes does. */
    private void addNamed(String name, String value) {
        if (NAME.matcher(name).matches()) {
            variables.put(name, value);
        }
    }

    private void add(Map<?, ?> variable) {
        String name = text(variable.get("name"));
        if (variable.get("valueFrom") instanceof Map<?, ?> from) {
            valueFrom(name, from).ifPresent(value -> variables.put(name, value));
        } else {
            variables.put(name, VariableExpansion.expand(text(variable.get("value")), variables));
        }
    }

    private Optional<String> valueFrom(String variable, Map<?, ?> from) {
        if (from.get("secretKeyRef") instanceof Map<?, ?> reference) {
            return secretKey(variable, reference);
        }
        if (from.get("configMapKeyRef") instanceof Map<?, ?> reference) {
            return configMapKey(variable, reference);
        }
        if (from.get("fieldRef") instanceof Map<?, ?> reference) {
            return Optional.of(field(variable, text(reference.get("fieldPath"))));
        }
        throw missing(
                variable,
                "its valueFrom " + from.keySet()
                        + " means nothing outside of a cluster (allowed: secretKeyRef, configMapKeyRef, fieldRef)");
    }

    private Optional<String> secretKey(String variable, Map<?, ?> reference) {
        String name = text(reference.get("name"));
        String key = text(reference.get("key"));
        String what = "secret " + namespace + "/" + name;
        return require(sources.secret(namespace, name), reference, variable, what)
                .flatMap(values -> require(
                        Optional.ofNullable(values.get(key)), reference, variable, "key '" + key + "' in " + what))
                .map(this::reveal);
    }

    private Optional<String> configMapKey(String variable, Map<?, ?> reference) {
        String name = text(reference.get("name"));
        String key = text(reference.get("key"));
        String what = "ConfigMap " + namespace + "/" + name;
        return require(sources.configMap(namespace, name), reference, variable, what)
                .flatMap(values -> require(
                        Optional.ofNullable(values.get(key)), reference, variable, "key '" + key + "' in " + what))
                .map(ContainerVariables::text);
    }

    private String field(String variable, String path) {
        @Nullable String value = fields.get(path);
        boolean asksForOneOfMany = path.startsWith("metadata.labels['") || path.startsWith("metadata.annotations['");
        if (value == null && !asksForOneOfMany) {
            throw missing(
                    variable,
                    "its fieldRef '" + path + "' means nothing outside of a cluster (allowed: metadata.name,"
                            + " metadata.namespace, metadata.uid, metadata.labels['<KEY>'],"
                            + " metadata.annotations['<KEY>'])");
        }
        return value == null ? "" : value;
    }

    private <T> Optional<T> require(Optional<T> found, Map<?, ?> reference, String variable, String what) {
        if (found.isEmpty() && !Boolean.TRUE.equals(reference.get("optional"))) {
            throw missing(variable, "there is no " + what);
        }
        return found;
    }

    private EngineSignal missing(String variable, String what) {
        return new EngineSignal("container '" + container + "', variable " + variable + ": " + what);
    }

    private String reveal(Secret secret) {
        seen.accept(secret);
        return new String(secret.bytes(), StandardCharsets.UTF_8);
    }

    private static List<Map<?, ?>> entries(@Nullable Object list) {
        return list instanceof List<?> entries
                ? entries.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(entry -> (Map<?, ?>) entry)
                        .toList()
                : List.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static String text(Content content) {
        try (var in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a value of a ConfigMap cannot be read", e);
        }
    }
}
