// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the container engine of this machine where the {@code docker} program would: by {@code DOCKER_HOST}, by the
 * context that {@code DOCKER_CONTEXT} or Docker's configuration names, at the default socket, and then at those of rootless
 * Docker and of Podman.
 */
final class EngineFinder {
    private static final String DEFAULT_SOCKET = "/var/run/docker.sock";
    private static final String DEFAULT_CONTEXT = "default";

    private final Map<String, String> environment;
    private final Path home;
    private final Predicate<Path> exists;

    /**
     * A finder.
     *
     * @param environment the program's environment
     * @param home the user's directory
     * @param exists whether there is a file of that name
     */
    EngineFinder(Map<String, String> environment, Path home, Predicate<Path> exists) {
        this.environment = environment;
        this.home = home;
        this.exists = exists;
    }

    /** {@return a finder for this program} */
    static EngineFinder ofThisProgram() {
        return new EngineFinder(System.getenv(), Path.of(System.getProperty("user.home", "")), Files::exists);
    }

    /** {@return where the engine should be; whether one answers there is another matter} */
    EngineAddress find() {
        return fromHost().or(this::fromContext).orElseGet(this::fromSockets);
    }

    /**
     * {@return the engine of a context}
     *
     * @param name the context's name
     * @param origin who named it
     * @throws IllegalArgumentException if there is no such context
     */
    EngineAddress context(String name, String origin) {
        return DockerContexts.in(configuration()).address(name, origin);
    }

    private Optional<EngineAddress> fromHost() {
        return variable("DOCKER_HOST").map(host -> {
            boolean tls =
                    host.startsWith("tcp:") && variable("DOCKER_TLS_VERIFY").isPresent();
            Path certificates = variable("DOCKER_CERT_PATH").map(Path::of).orElse(configuration());
            EngineAddress address = EngineAddress.of(host, "named by DOCKER_HOST");
            return tls ? address.withCertificates(certificates) : address;
        });
    }

    private Optional<EngineAddress> fromContext() {
        Optional<String> named = variable("DOCKER_CONTEXT");
        String origin = named.isPresent() ? "DOCKER_CONTEXT" : "Docker's configuration";
        return named.or(() -> DockerContexts.in(configuration()).current())
                .filter(name -> !name.equals(DEFAULT_CONTEXT))
                .map(name -> context(name, "context '" + name + "', named by " + origin));
    }

    private EngineAddress fromSockets() {
        List<Path> sockets = sockets();
        Optional<Path> found = sockets.stream().filter(exists).findFirst();
        return found.map(socket -> EngineAddress.of("unix://" + socket, "found there"))
                .orElseGet(() -> EngineAddress.of(
                        "unix://" + DEFAULT_SOCKET,
                        "the default: neither DOCKER_HOST nor a Docker context names an engine, and none of these is"
                                + " there: "
                                + String.join(
                                        ", ",
                                        sockets.stream().map(Path::toString).toList())));
    }

    private List<Path> sockets() {
        List<Path> sockets = new ArrayList<>(List.of(Path.of(DEFAULT_SOCKET)));
        Optional<Path> runtime = variable("XDG_RUNTIME_DIR").map(Path::of);
        runtime.ifPresent(directory -> sockets.add(directory.resolve("docker.sock")));
        sockets.add(home.resolve(".docker/run/docker.sock"));
        runtime.ifPresent(directory -> sockets.add(directory.resolve("podman/podman.sock")));
        sockets.add(Path.of("/run/podman/podman.sock"));
        return sockets;
    }

    private Path configuration() {
        return variable("DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker"));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
