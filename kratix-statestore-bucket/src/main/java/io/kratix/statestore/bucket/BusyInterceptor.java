// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how long a server wants to be left alone where its refusal has no words of S3: as the answer to a HEAD, or as that of
 * a proxy before the server. The client forgets the headers of such an answer.
 */
final class BusyInterceptor implements Interceptor {
    private static final Set<Integer> BUSY = Set.of(429, 503);

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response answer = chain.proceed(chain.request());
        if (BUSY.contains(answer.code()) && !hasWords(answer)) {
            try (answer) {
                throw new BusyException(answer.code(), RequestException.pause(answer));
            }
        }
        return answer;
    }

    private static boolean hasWords(Response answer) {
        boolean isXml = String.valueOf(answer.header("Content-Type")).startsWith("application/xml");
        return isXml && !answer.request().method().equals("HEAD");
    }

    /** That a server asks for a pause. */
    static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable Duration pause;

        BusyException(int status, @Nullable Duration pause) {
            super("HTTP status " + status);
            this.status = status;
            this.pause = pause;
        }

        int status() {
            return status;
        }

        /** {@return for how long; null if it does not say} */
        @Nullable
        Duration pause() {
            return pause;
        }
    }
}
