// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What we told a remote and nobody else may read: a server, or a proxy before it, may repeat it in what it says for people. */
final class Concealment {
    private static final String MASK = "***";
    /** What is cut off at the end of a text shows at most so much. */
    private static final int HARMLESS = 3;

    private final List<String> secrets = new CopyOnWriteArrayList<>();

    /** Adds what is concealed from now on. */
    void add(List<String> spellings) {
        spellings.stream().filter(spelling -> !secrets.contains(spelling)).forEach(secrets::add);
    }

    /** {@return a text without what is concealed} */
    String apply(String text) {
        String rest = text;
        for (String secret : secrets) {
            rest = withoutBeginning(secret, rest.replace(secret, MASK));
        }
        return rest;
    }

    /** {@return a failure whose message, and whose causes' messages, show nothing that is concealed} */
    IOException apply(IOException failure) {
        if (causes(failure).map(cause -> String.valueOf(cause.getMessage())).allMatch(this::isHarmless)) {
            return failure;
        }
        Optional<HttpStatusException> status = causes(failure)
                .filter(HttpStatusException.class::isInstance)
                .map(HttpStatusException.class::cast)
                .findFirst();
        return status.isPresent() ? apply(status.get()) : new IOException(apply(String.valueOf(failure.getMessage())));
    }

    private HttpStatusException apply(HttpStatusException answer) {
        return new HttpStatusException(
                answer.status(), apply(String.valueOf(answer.getMessage())), answer.retryAfter());
    }

    private boolean isHarmless(String text) {
        return apply(text).equals(text);
    }

    private static String withoutBeginning(String secret, String text) {
        for (int length = secret.length() - 1; length > HARMLESS; length--) {
            if (text.endsWith(secret.substring(0, length))) {
                return text.substring(0, text.length() - length) + MASK;
            }
        }
        return text;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
