// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import io.kratix.model.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** ConfigMaps in files. */
final class ConfigMapDirectory implements ConfigMapSource {
    /** What Kubernetes allows for the names of namespaces and ConfigMaps; none of them leads elsewhere. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private final Path root;

    ConfigMapDirectory(Path root) {
        this.root = root;
    }

    @Override
    public Optional<Map<String, Content>> find(ConfigMapReference reference) {
        if (!isName(reference.namespace()) || !isName(reference.name())) {
            return Optional.empty();
        }
        Path directory = root.resolve(reference.namespace()).resolve(reference.name());
        try {
            return Files.isDirectory(directory) ? Optional.of(read(directory)) : Optional.empty();
        } catch (IOException e) {
            throw PluginException.of(
                    PluginException.Reason.UNAVAILABLE, "ConfigMap " + reference + " cannot be read: " + e, e);
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..");
    }

    /** Whole values, since the file may be another one when somebody opens it later. */
    private static Map<String, Content> read(Path directory) throws IOException {
        Map<String, Content> values = new TreeMap<>();
        for (Path file : files(directory)) {
            values.put(String.valueOf(file.getFileName()), Content.of(Files.readAllBytes(file)));
        }
        return values;
    }

    /** Kubernetes keeps the mounted files' former versions under names that begin with two dots. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith(".."))
                    .toList();
        }
    }
}
