// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.ContainerConfig;
import io.kratix.spi.PluginException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sees to it that a step's image is on the engine. */
final class Images {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Engine engine;

    Images(Engine engine) {
        this.engine = engine;
    }

    /**
     * {@return the user that a step's image runs as by itself, empty if it names none} The image is pulled if it has to be.
     *
     * @param credentials for registries that ask for some; asked for if there is something to pull
     * @param notes takes how a pull gets on
     * @throws UnfitPipelineException if there is no such image, or its registry refuses it
     */
    Optional<String> ensure(Step step, Supplier<RegistryCredentials> credentials, Consumer<String> notes)
            throws InterruptedException {
        Optional<InspectImageResponse> ready = ready(step);
        if (ready.isPresent()) {
            return ready.flatMap(Images::user);
        }
        if (step.pullPolicy() == PullPolicy.NEVER) {
            throw step.unfit("cannot start: the image is not on the engine, and imagePullPolicy is Never");
        }
        pull(step, credentials.get(), notes);
        return look(step).flatMap(Images::user);
    }

    /** {@return a step's image, if the step can start without a pull} */
    Optional<InspectImageResponse> ready(Step step) throws InterruptedException {
        return step.pullPolicy() == PullPolicy.ALWAYS ? Optional.empty() : look(step);
    }

    /** {@return the user that an image runs as by itself, empty if it names none} */
    static Optional<String> user(InspectImageResponse image) {
        return Optional.ofNullable(image.getConfig())
                .map(ContainerConfig::getUser)
                .filter(user -> !user.isBlank());
    }

    private Optional<InspectImageResponse> look(Step step) throws InterruptedException {
        try {
            String name = step.container().image();
            return Optional.of(engine.ask("looking at the image " + name, client -> client.inspectImageCmd(name)
                    .exec()));
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            if (e.status() == 400) {
                throw step.unfit("cannot start: the engine takes its name for no image: " + e.words());
            }
            throw e;
        }
    }

    private void pull(Step step, RegistryCredentials known, Consumer<String> notes) throws InterruptedException {
        String image = step.container().image();
        Optional<AuthConfig> credentials = known.of(step.image());
        String hint = credentials.isPresent() || known.places().isEmpty()
                ? ""
                : "; imagePullSecrets has nothing for this image, but for " + String.join(", ", known.places());
        notes.accept("pulling " + image);
        try (PullStream stream = new PullStream(image, notes)) {
            PullImageCmd command = engine.streams()
                    .pullImageCmd(step.image().repository())
                    .withTag(step.image().reference());
            credentials.ifPresent(command::withAuthConfig);
            command.exec(stream);
            while (!stream.await(PAUSE)) {
                engine.ask("pulling " + image, client -> client.pingCmd().exec());
            }
            stream.check(engine.address(), "pulling " + image);
            stream.error().ifPresent(words -> refuse(step, words + hint));
        } catch (EngineRefusalException e) {
            refuse(step, e.words() + hint);
        }
        notes.accept("pulled " + image);
    }

    /** A registry that says no is the Pipeline's failure; one that does not answer may do so later. */
    private void refuse(Step step, String words) {
        String message = step.place() + " cannot start: its image cannot be pulled: " + words;
        if (isPassing(words) || DockerErrors.isShortage(words)) {
            throw PluginException.unavailable(message);
        }
        throw new UnfitPipelineException(message);
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
