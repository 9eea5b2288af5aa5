// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a text over http or https, in bounded time and size. It follows redirects within the same server alone: another
 * one must be named in the release, since it would get to see the secret.
 */
final class HttpSource {
    private static final int OK = 200;
    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int MOST_REDIRECTS = 5;

    private final Duration limit;
    private @Nullable HttpClient client;

    HttpSource(Duration limit) {
        this.limit = limit;
    }

    /** On threads of its own, since those of the engine may all be waiting for answers; it has none before it is needed. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(limit)
                    .followRedirects(Redirect.NEVER)
                    .build();
        }
        return client;
    }

    /**
     * {@return what the server answers}
     *
     * @param url an http or https address
     * @param authorization the header {@code Authorization}
     * @throws FetchException if there is no answer, or not that
     */
    String fetch(String url, Optional<Secret> authorization) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        URI address = URI.create(url);
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<byte[]> response = send(request(address, authorization), end - System.nanoTime());
            Optional<String> elsewhere = redirect(response);
            if (elsewhere.isEmpty()) {
                return text(response);
            }
            address = sameServer(address, elsewhere.get());
        }
        throw new FetchException("failed to get url: more than " + MOST_REDIRECTS + " redirects");
    }

    private static HttpRequest request(URI address, Optional<Secret> authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/yaml, */*");
        try {
            authorization.ifPresent(secret -> request.header("Authorization", secret.text()));
        } catch (IllegalArgumentException e) {
            // its message holds the value
            throw new FetchException(
                    "failed to fetch data from secretRef: authorizationHeader holds what no header may");
        }
        return request.build();
    }

    private HttpResponse<byte[]> send(HttpRequest request, long nanos) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, head -> new BoundedBody(head.statusCode() == OK ? MOST_BYTES : 0));
        try {
            return answer.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new FetchException("failed to get url: no answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw failure(request.uri(), e.getCause() == null ? e : e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private FetchException failure(URI address, Throwable cause) {
        if (cause instanceof FetchException known) {
            return new FetchException("failed to get url: " + known.text(), known);
        }
        if (cause.getCause() instanceof FetchException known) {
            return new FetchException("failed to get url: " + known.text(), known);
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof HttpTimeoutException) {
            return new FetchException("failed to get url: no answer within " + limit.toSeconds() + " s", cause);
        }
        return new FetchException("failed to get url: " + address.getHost() + ": " + why(address, cause), cause);
    }

    private static String why(URI address, Throwable cause) {
        if (cause instanceof IOException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (cause instanceof ConnectException) {
            boolean unknown = Stream.iterate(cause, Objects::nonNull, Throwable::getCause)
                    .anyMatch(UnresolvedAddressException.class::isInstance);
            return unknown ? "no such host is known" : "nobody answers at port " + port(address);
        }
        return cause.toString();
    }

    private static Optional<String> redirect(HttpResponse<byte[]> response) {
        boolean redirects = response.statusCode() / 100 == 3 && response.statusCode() != 304;
        return redirects ? response.headers().firstValue("Location") : Optional.empty();
    }

    static URI sameServer(URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new FetchException("failed to get url: redirected to what is no address: " + location, e);
        }
        boolean same = from.getScheme().equals(to.getScheme())
                && from.getHost().equalsIgnoreCase(to.getHost())
                && port(from) == port(to);
        if (!same) {
            throw new FetchException("failed to get url: redirected to another server, " + to.getScheme() + "://"
                    + to.getHost() + (to.getPort() < 0 ? "" : ":" + to.getPort())
                    + "; name the address there in sourceRef.url");
        }
        return to;
    }

    private static int port(URI address) {
        return address.getPort() < 0 ? ("https".equals(address.getScheme()) ? 443 : 80) : address.getPort();
    }

    private static String text(HttpResponse<byte[]> response) {
        if (response.statusCode() != OK) {
            throw new FetchException("failed to get Promise from URL: status code " + response.statusCode());
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FetchException("failed to get url: the answer is no text in UTF-8", e);
        }
    }
}
