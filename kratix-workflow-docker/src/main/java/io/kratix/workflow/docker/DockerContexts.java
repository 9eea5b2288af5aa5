// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kratix.model.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The contexts that the {@code docker} program keeps below its configuration: one directory each, named by the SHA-256 of
 * the context's name.
 */
final class DockerContexts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path configuration;

    private DockerContexts(Path configuration) {
        this.configuration = configuration;
    }

    /**
     * {@return the contexts of a configuration}
     *
     * @param configuration {@code ~/.docker}
     */
    static DockerContexts in(Path configuration) {
        return new DockerContexts(configuration);
    }

    /** {@return the name of the context in use, or empty if none is named} */
    Optional<String> current() {
        Path file = configuration.resolve("config.json");
        return Files.exists(file)
                ? Optional.of(read(file).path("currentContext").asText("")).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    /**
     * {@return a context's engine}
     *
     * @throws IllegalArgumentException if there is no such context, or its files cannot be read
     */
    EngineAddress address(String name, String origin) {
        String directory = Content.of(name).sha256();
        Path file = configuration.resolve("contexts/meta").resolve(directory).resolve("meta.json");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is no Docker context '" + name + "' (" + origin + "): no file " + file);
        }
        String host = read(file).path("Endpoints").path("docker").path("Host").asText("");
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "the Docker context '" + name + "' (" + origin + ") names no host: " + file);
        }
        Path certificates =
                configuration.resolve("contexts/tls").resolve(directory).resolve("docker");
        EngineAddress address = EngineAddress.of(host, origin);
        return Files.isDirectory(certificates) ? address.withCertificates(certificates) : address;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
