// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigMapSourceTest {
    private static final ConfigMapReference SETTINGS = ConfigMapReference.of("default", "redis-settings");

    @TempDir
    Path root;

    @Test
    void hasNothingIfItIsNone() throws Exception {
        assertThat(texts(ConfigMapSource.none(), SETTINGS)).isEmpty();
    }

    @Test
    void findsWhatAMapHolds() throws Exception {
        ConfigMapSource source = ConfigMapSource.of(Map.of(SETTINGS, Map.of("size", Content.of("small"))));

        assertThat(texts(source, SETTINGS)).contains(Map.of("size", "small"));
        assertThat(texts(source, ConfigMapReference.of("other", "redis-settings")))
                .isEmpty();
    }

    @Test
    void keepsTheValuesThatItWasMadeWith() throws Exception {
        Map<String, Content> values = new TreeMap<>(Map.of("size", Content.of("small")));
        ConfigMapSource source = ConfigMapSource.of(Map.of(SETTINGS, values));

        values.clear();

        assertThat(texts(source, SETTINGS)).contains(Map.of("size", "small"));
    }

    @Test
    void findsFilesAsKubernetesMountsThem() throws Exception {
        Path directory = Files.createDirectories(root.resolve("default/redis-settings"));
        Files.writeString(Files.createDirectory(directory.resolve("..2026")).resolve("size"), "small\n");
        Files.createSymbolicLink(directory.resolve("size"), Path.of("..2026/size"));
        Files.writeString(directory.resolve("..data"), "not a key");

        assertThat(texts(ConfigMapSource.directory(root), SETTINGS)).contains(Map.of("size", "small\n"));
    }

    @Test
    void readsTheDirectoryAnewEachTime() throws Exception {
        ConfigMapSource source = ConfigMapSource.directory(root);
        assertThat(texts(source, SETTINGS)).isEmpty();

        Files.writeString(
                Files.createDirectories(root.resolve("default/redis-settings")).resolve("size"), "large");

        assertThat(texts(source, SETTINGS)).contains(Map.of("size", "large"));
    }

    @Test
    void neverLeavesItsDirectory() throws Exception {
        Files.writeString(Files.createDirectories(root.resolve("secrets")).resolve("password"), "s3cret");
        ConfigMapSource source = ConfigMapSource.directory(Files.createDirectories(root.resolve("maps/default")));

        for (String name : new String[] {"..", "../../secrets", "", ".", "a/../b", "a..b"}) {
            assertThat(texts(source, ConfigMapReference.of("..", name)))
                    .as(name)
                    .isEmpty();
            assertThat(texts(source, ConfigMapReference.of("default", name)))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void findsEnvironmentVariables() throws Exception {
        ConfigMapSource source = ConfigMapSource.environment(Map.of(
                "KRATIX_CONFIGMAP__DEFAULT__REDIS_SETTINGS__LOG_LEVEL",
                "debug",
                "KRATIX_CONFIGMAP__DEFAULT__REDIS_SETTINGS__",
                "no key",
                "KRATIX_CONFIGMAP__OTHER__REDIS_SETTINGS__LOG_LEVEL",
                "info"));

        assertThat(texts(source, SETTINGS)).contains(Map.of("LOG_LEVEL", "debug"));
        assertThat(texts(source, ConfigMapReference.of("default", "redis"))).isEmpty();
        assertThat(texts(source, ConfigMapReference.of("default", "kafka"))).isEmpty();
    }

    private static Optional<Map<String, String>> texts(ConfigMapSource source, ConfigMapReference reference)
            throws IOException, InterruptedException {
        Optional<Map<String, Content>> found = source.find(reference);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, Content> entry : found.get().entrySet()) {
            try (InputStream in = entry.getValue().open()) {
                texts.put(entry.getKey(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return Optional.of(texts);
    }
}
