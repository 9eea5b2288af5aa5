// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.ContainerConfig;
import io.kratix.spi.PluginException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sees to it that a container's image is on the engine. */
final class Images {
    private final ContainerEngine engine;

    Images(ContainerEngine engine) {
        this.engine = engine;
    }

    /**
     * {@return the user that a container's image runs as by itself, empty if it names none} The image is pulled if it has to be.
     *
     * @param credentials for registries that ask for some; asked for if there is something to pull
     * @param notes takes how a pull gets on
     * @throws RunFailedException if there is no such image, or its registry refuses it
     */
    Optional<String> ensure(PlannedContainer planned, Supplier<RegistryCredentials> credentials, Consumer<String> notes)
            throws InterruptedException {
        Optional<InspectImageResponse> ready = ready(planned);
        if (ready.isPresent()) {
            return ready.flatMap(Images::user);
        }
        if (planned.pullPolicy() == PullPolicy.NEVER) {
            throw planned.failure("cannot start: the image is not on the engine, and imagePullPolicy is Never");
        }
        pull(planned, credentials.get(), notes);
        return look(planned).flatMap(Images::user);
    }

    /** {@return a container's image, if the container can start without a pull} */
    Optional<InspectImageResponse> ready(PlannedContainer planned) throws InterruptedException {
        return planned.pullPolicy() == PullPolicy.ALWAYS ? Optional.empty() : look(planned);
    }

    /** {@return the user that an image runs as by itself, empty if it names none} */
    static Optional<String> user(InspectImageResponse image) {
        return Optional.ofNullable(image.getConfig())
                .map(ContainerConfig::getUser)
                .filter(user -> !user.isBlank());
    }

    private Optional<InspectImageResponse> look(PlannedContainer planned) throws InterruptedException {
        try {
            String name = planned.container().image();
            return Optional.of(engine.askQuick("looking at the image " + name, client -> client.inspectImageCmd(name)
                    .exec()));
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            if (e.status() == 400) {
                throw planned.failure("cannot start: the engine takes its name for no image: " + e.words());
            }
            throw e;
        }
    }

    private void pull(PlannedContainer planned, RegistryCredentials known, Consumer<String> notes)
            throws InterruptedException {
        String image = planned.container().image();
        Optional<AuthConfig> credentials = known.of(planned.image());
        String hint = credentials.isPresent() || known.places().isEmpty()
                ? ""
                : "; imagePullSecrets has nothing for this image, but for " + String.join(", ", known.places());
        notes.accept("pulling " + image);
        try (PullStream stream = new PullStream(image, notes)) {
            engine.stream(client -> {
                PullImageCmd command = client.pullImageCmd(planned.image().repository())
                        .withTag(planned.image().reference());
                credentials.ifPresent(command::withAuthConfig);
                command.exec(stream);
            });
            while (!stream.await(ContainerEngine.STREAM_PAUSE)) {
                engine.askQuick("pulling " + image, client -> client.pingCmd().exec());
            }
            stream.check(engine.address(), "pulling " + image);
            stream.error().ifPresent(words -> refuse(planned, words + hint));
        } catch (EngineRefusalException e) {
            refuse(planned, e.words() + hint);
        }
        notes.accept("pulled " + image);
    }

    /** A registry that says no is the Pipeline's failure; one that does not answer may do so later. */
    private void refuse(PlannedContainer planned, String words) {
        String message = planned.place() + " cannot start: its image cannot be pulled: " + words;
        if (isPassing(words) || DockerErrors.isShortage(words)) {
            throw PluginException.unavailable(message);
        }
        throw new RunFailedException(message);
    }

    private static boolean isPassing(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return Stream.of(
                        "connection refused",
                        "no route to host",
                        "network is unreachable",
                        "i/o timeout",
                        "tls handshake timeout",
                        "request canceled",
                        "context deadline",
                        "connection reset",
                        "temporary failure",
                        "server misbehaving",
                        "unexpected eof",
                        "toomanyrequests",
                        "too many requests",
                        "500 internal server error",
                        "502 bad gateway",
                        "503 service unavailable",
                        "504 gateway")
                .anyMatch(lower::contains);
    }
}
