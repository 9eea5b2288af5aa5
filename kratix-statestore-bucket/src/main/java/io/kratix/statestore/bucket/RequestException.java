// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.minio.errors.ErrorResponseException;
import io.minio.messages.ErrorResponse;
import java.util.Optional;

/** That a request, or a part of it, did not succeed. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * That a request did not succeed.
     *
     * @param said what the client or the server said
     */
    RequestException(Throwable said) {
        super(String.valueOf(said.getMessage()), said);
        this.code = said instanceof ErrorResponseException answer
                ? answer.errorResponse().code()
                : "";
    }

    /**
     * That a part of a request did not succeed.
     *
     * @param said what the server said of that part
     */
    RequestException(ErrorResponse said) {
        super(words(said));
        this.code = String.valueOf(said.code());
    }

    /** {@return the server's code and sentence} */
    static String words(ErrorResponse said) {
        String message = Optional.ofNullable(said.message()).orElse("");
        return message.isEmpty() ? said.code() : said.code() + ": " + message;
    }

    /** {@return what the client or the server said} */
    Throwable said() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }

    /** {@return S3's code for a refusal; empty where the server has said none} */
    String code() {
        return code;
    }
}
