// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import io.minio.messages.ErrorResponse;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * That a request, or a part of it, did not succeed. The client's own exceptions are never a cause, since they print the
 * request with its headers, and a session's token is one of them.
 */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final String region;
    private final boolean isElsewhere;
    private final boolean isUntold;
    private final String date;
    private final @Nullable Duration pause;

    private RequestException(ErrorResponse said, Response answer) {
        super(words(said));
        boolean hasNoBody = answer.request().method().equals("HEAD");
        this.code = String.valueOf(said.code());
        this.status = answer.code();
        this.region = header(answer, "x-amz-bucket-region");
        this.isElsewhere = !region.isEmpty()
                && !String.valueOf(answer.request().header("Authorization")).contains("/" + region + "/s3/");
        this.isUntold = hasNoBody && status == 400;
        this.date = header(answer, "Date");
        this.pause = pause(answer);
    }

    private RequestException(String message, String code, int status, @Nullable Duration pause) {
        super(message);
        this.code = code;
        this.status = status;
        this.region = "";
        this.isElsewhere = false;
        this.isUntold = false;
        this.date = "";
        this.pause = pause;
    }

    /**
     * That a part of a request did not succeed.
     *
     * @param said what the server said of that part
     */
    RequestException(ErrorResponse said) {
        this(words(said), String.valueOf(said.code()), 0, null);
    }

    /**
     * {@return that a request did not succeed}
     *
     * @param said what the client or the server said
     */
    static RequestException of(Throwable said) {
        if (said instanceof RequestException known) {
            return known;
        }
        if (said instanceof ErrorResponseException answer) {
            return new RequestException(answer.errorResponse(), answer.response());
        }
        if (said instanceof ServerException server) {
            return ofStatus(server.statusCode(), null);
        }
        if (said instanceof BusyInterceptor.BusyException busy) {
            return ofStatus(busy.status(), busy.pause());
        }
        if (said instanceof MinioException && said.getCause() != null) {
            return of(said.getCause());
        }
        return said instanceof MinioException
                ? new RequestException("what answers there does not speak S3: " + said.getMessage(), "", 0, null)
                : silence(said);
    }

    private static RequestException silence(Throwable said) {
        RequestException failure = new RequestException(String.valueOf(said.getMessage()), "", 0, null);
        failure.initCause(said);
        return failure;
    }

    private static RequestException ofStatus(int status, @Nullable Duration pause) {
        return new RequestException("HTTP status " + status, "", status, pause);
    }

    /** {@return the server's code and sentence} */
    static String words(ErrorResponse said) {
        String message = Optional.ofNullable(said.message()).orElse("");
        return message.isEmpty() ? said.code() : said.code() + ": " + message;
    }

    /** {@return S3's code for a refusal; empty where the server has said none} */
    String code() {
        return code;
    }

    /** {@return the HTTP status; 0 where none came, or it is not about this part} */
    int status() {
        return status;
    }

    /** {@return the region of the bucket; empty where the server does not name it} */
    String region() {
        return region;
    }

    /** {@return whether the server names another region than the one that the request was signed for} */
    boolean isElsewhere() {
        return isElsewhere;
    }

    /** {@return whether it is refused by a status that needs words, and has none, since the answer to a HEAD has no body} */
    boolean isUntold() {
        return isUntold;
    }

    /** {@return the server's clock, as it spells it; empty where it does not} */
    String date() {
        return date;
    }

    /** {@return how long the server asks to wait} */
    Optional<Duration> pause() {
        return Optional.ofNullable(pause);
    }

    /** {@return how long an answer asks to wait, null if it does not} Only whole seconds are in use. */
    static @Nullable Duration pause(Response answer) {
        String text = header(answer, "Retry-After");
        return text.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
    }

    private static String header(Response answer, String name) {
        return Optional.ofNullable(answer.header(name)).orElse("");
    }
}
