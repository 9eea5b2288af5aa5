// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads whether a server granted a request, and if not, what it says of that. */
final class HttpAnswer {
    private static final int LONGEST_WORDS = 1000;
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int ERRORS = 400;

    private HttpAnswer() {}

    /**
     * {@return the status, if the request was granted or led elsewhere}
     *
     * @throws HttpStatusException if it was not granted
     */
    static int status(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status >= ERRORS) {
            throw refused(connection, status);
        }
        return status;
    }

    /** Passes if a request was granted and answered in Git's protocol: a page for people is none. */
    static void require(HttpURLConnection connection, String contentType) throws IOException {
        int status = status(connection);
        if (status >= REDIRECTS) {
            throw moved(status, String.valueOf(connection.getHeaderField("Location")));
        }
        String found = String.valueOf(connection.getContentType());
        if (status != OK || !found.equals(contentType)) {
            throw new IOException("HTTP " + status + " with content of type " + found + " instead of " + contentType
                    + ": there is no Git repository at this URL, or something before it answers in its place");
        }
    }

    /** {@return the failure of a request that is led to another place, which has to stand in the document} */
    static HttpStatusException moved(int status, String location) {
        return new HttpStatusException(status, "HTTP " + status + ": it has moved to " + location, Optional.empty());
    }

    private static HttpStatusException refused(HttpURLConnection connection, int status) throws IOException {
        String reason = Optional.ofNullable(connection.getResponseMessage()).orElse("");
        String words = words(connection);
        return new HttpStatusException(
                status,
                ("HTTP " + status + " " + reason).strip() + (words.isEmpty() ? "" : ", and in words: " + words),
                retryAfter(connection.getHeaderField("Retry-After"), connection.getDate()));
    }

    /** Text is for people who use git; a page of HTML is not. */
    private static String words(HttpURLConnection connection) throws IOException {
        String type = String.valueOf(connection.getContentType()).toLowerCase(Locale.ROOT);
        InputStream body = connection.getErrorStream();
        if (body == null || !type.startsWith("text/plain")) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(LONGEST_WORDS), StandardCharsets.UTF_8).strip();
        }
    }

    /** The header is seconds or a date, which goes by the server's own clock; a server that tells no time has said nothing. */
    private static Optional<Duration> retryAfter(@Nullable String header, long serverTime) {
        if (header == null) {
            return Optional.empty();
        }
        try {
            if (header.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
            }
            return serverTime == 0 ? Optional.empty() : Optional.of(until(header, serverTime));
        } catch (DateTimeException e) {
            return Optional.empty(); // it is a hint, and this one says nothing
        }
    }

    private static Duration until(String date, long serverTime) {
        Instant then =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        Duration pause = Duration.between(Instant.ofEpochMilli(serverTime), then);
        return pause.isNegative() ? Duration.ZERO : pause;
    }
}
