// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.kratix.spi.PluginException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/** The one place that turns what docker-java and an engine say into what the engine of Kratix acts on. */
final class DockerErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DockerErrors() {}

    /**
     * {@return a refusal if the engine answered, else what the engine of Kratix shall do about not reaching it}
     *
     * @param engine where it listens
     * @param doing what was asked of it, for the message
     * @param failure what docker-java threw
     */
    static RuntimeException translate(EngineAddress engine, String doing, Throwable failure) {
        if (failure instanceof DockerException refusal && !(failure instanceof NotModifiedException)) {
            return new EngineRefusalException(
                    refusal.getHttpStatus(), words(String.valueOf(refusal.getMessage())), refusal);
        }
        if (failure instanceof RunFailedException
                || failure instanceof PluginException
                || failure instanceof EngineRefusalException) {
            return (RuntimeException) failure;
        }
        String message = "the container engine at " + engine + " did not answer (" + doing + "): " + cause(failure);
        if (engine.certificates().isPresent()
                && is(SocketException.class, failure)
                && !is(ConnectException.class, failure)) {
            // an engine that does not take a certificate may end the connection before its reason can be read
            return PluginException.unavailable(message + certificates(engine)).causedBy(failure);
        }
        if (is(SSLHandshakeException.class, failure)) {
            return PluginException.unauthorized(message + certificates(engine)).causedBy(failure);
        }
        return isForbidden(failure)
                ? PluginException.unauthorized(
                                message + "; let this program's user into the socket's group, or name another engine")
                        .causedBy(failure)
                : PluginException.unavailable(message).causedBy(failure);
    }

    /**
     * {@return what the engine of Kratix shall do about a refusal that is not the Pipeline's fault}
     *
     * @param engine who refused
     * @param doing what was asked of it
     * @param refusal what it said
     */
    static PluginException refused(EngineAddress engine, String doing, EngineRefusalException refusal) {
        String message = "the container engine at " + engine + " refused (" + doing + "): " + refusal.words();
        PluginException exception = refusal.status() == 401 || refusal.status() == 403
                ? PluginException.unauthorized(message)
                : PluginException.unavailable(message);
        return exception.causedBy(refusal);
    }

    /** {@return whether the engine is short of something that may come back: space, memory, time} */
    static boolean isShortage(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return Stream.of(
                        "no space left",
                        "disk quota",
                        "cannot allocate memory",
                        "too many open files",
                        "deadline exceeded")
                .anyMatch(lower::contains);
    }

    /** {@return what an answer says that docker-java has not looked at} */
    static EngineRefusalException refusal(int status, String body) {
        return new EngineRefusalException(status, words(body));
    }

    private static String words(String text) {
        int body = text.indexOf('{');
        if (body < 0) {
            return text.strip();
        }
        try {
            JsonNode message = JSON.readTree(text.substring(body)).path("message");
            return message.isTextual() ? message.asText().strip() : text.strip();
        } catch (JsonProcessingException e) {
            // an engine, or a proxy before it, that does not answer in JSON has said it in words
            return text.strip();
        }
    }

    private static String certificates(EngineAddress engine) {
        return engine.certificates()
                .map(directory ->
                        "; its certificate must be signed by the authority in ca.pem, and cert.pem by one that the"
                                + " engine trusts: both are read from " + directory)
                .orElse("");
    }

    private static boolean is(Class<? extends Exception> kind, Throwable failure) {
        return causes(failure).anyMatch(kind::isInstance);
    }

    private static boolean isForbidden(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof AccessDeniedException
                        || String.valueOf(cause.getMessage()).contains("Permission denied"));
    }

    /** The innermost cause tells most; docker-java wraps it several times. */
    private static String cause(Throwable failure) {
        Throwable innermost = causes(failure).reduce(failure, (outer, inner) -> inner);
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
