// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;

/** The one place that turns what JGit and a remote say into reasons that the engine acts on. */
final class GitErrors {
    /** How git and JGit say that the branch was not where the push expected it, or that another push holds its lock. */
    private static final List<String> LOST_RACES = List.of(
            "failed to update ref",
            "cannot lock ref",
            "failed to lock",
            "lock failure",
            "lock_failure",
            "incorrect old value",
            "invalid old id",
            "already exists",
            "non-fast-forward",
            "fetch first",
            "stale info");

    private static final List<String> LACKING_RIGHTS = List.of(
            "permission denied",
            "dubious ownership",
            "access denied",
            "not allowed to",
            "write access",
            "does not appear to be a git repository",
            "repository not found",
            "no more authentication methods",
            "server key did not validate",
            "cannot log in",
            "read only",
            "read-only");

    private static final List<String> FULL = List.of("no space left", "disk quota exceeded");

    private static final List<String> LIMITS = List.of("exceeds maximum", "too large", "larger than");

    /** How long until we look whether somebody has pushed the branch, or brought the repository back. */
    private static final Duration UNTIL_MENDED = Duration.ofMinutes(1);

    private GitErrors() {}

    /**
     * {@return that the document and the server do not fit together, which a change at either mends}
     *
     * @param message what does not fit
     */
    static PluginException toBeMendedAtTheServer(String message) {
        return PluginException.misconfigured(message).withRetryAfter(UNTIL_MENDED);
    }

    /**
     * {@return what the engine shall do about a failure}
     *
     * @param branch whose failure it is
     * @param failure what JGit threw
     */
    static PluginException translate(RemoteBranch branch, Exception failure) {
        Optional<OutsizedTreeException> outsized = cause(failure, OutsizedTreeException.class);
        if (outsized.isPresent()) {
            return toBeMendedAtTheServer(branch + ": what others wrote there "
                            + outsized.get().getMessage() + ", and is not read; remove it from the branch")
                    .causedBy(failure);
        }
        String said = failure instanceof NetworkCall.RemoteWordsException remote ? remote.words() : "";
        String words = text(failure) + (said.isEmpty() ? "" : "; the remote said: " + said);
        String message = branch + ": " + words;
        Optional<HttpStatusException> status = cause(failure, HttpStatusException.class);
        return (status.isPresent() ? reasonOf(status.get(), message) : reasonOf(branch.withoutNames(words), message))
                .causedBy(failure);
    }

    /** {@return whether the cache, not the remote, is to blame} */
    static boolean isDamagedCache(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof MissingObjectException || cause instanceof CorruptObjectException);
    }

    /** {@return that somebody was faster} */
    static PluginException lostRace(String subject) {
        return PluginException.conflict("somebody else pushed to " + subject);
    }

    /**
     * {@return why the remote refused a push}
     *
     * @param subject the branch and the repository, for the message
     * @param answer what it answered for the branch
     * @param words what it said for people
     */
    static PluginException refused(String subject, String answer, String words) {
        String message = "the remote refused the push to " + subject + ": " + answer
                + (words.isEmpty() ? "" : "; it said: " + words);
        // One answer stands for a lost race and for a lock that could not be taken because of rights or space.
        boolean lock = mentions(answer, LOST_RACES);
        boolean unpacking = mentions(answer, List.of("unpack"));
        if ((lock || unpacking) && mentions(words, List.of("permission denied", "read-only file system"))) {
            return PluginException.unauthorized(message);
        }
        if ((lock || unpacking) && mentions(words, FULL)) {
            return PluginException.unavailable(message);
        }
        return lock ? PluginException.conflict(message) : PluginException.rejected(message);
    }

    private static PluginException reasonOf(HttpStatusException answer, String message) {
        PluginException reason =
                switch (answer.status()) {
                    case 401, 403, 407 -> PluginException.unauthorized(message);
                    case 404, 410 ->
                        PluginException.unauthorized(message
                                + "; there is no such repository, or it is not shown to whom the credentials name");
                    case 413 -> PluginException.rejected(message + "; the server takes no push of this size");
                    default ->
                        answer.status() < 400
                                ? toBeMendedAtTheServer(message + "; correct the document's 'url'")
                                : PluginException.unavailable(message);
                };
        return answer.retryAfter().map(reason::withRetryAfter).orElse(reason);
    }

    private static PluginException reasonOf(String words, String message) {
        if (mentions(words, LIMITS)) {
            return PluginException.rejected(message);
        }
        return mentions(words, LACKING_RIGHTS)
                ? PluginException.unauthorized(message)
                : PluginException.unavailable(message);
    }

    private static boolean mentions(String message, List<String> phrases) {
        String lower = message.toLowerCase(Locale.ROOT);
        return phrases.stream().anyMatch(lower::contains);
    }

    /** JGit often says nothing, or hides the telling part in a cause. */
    private static String text(Throwable failure) {
        Optional<HttpStatusException> status = cause(failure, HttpStatusException.class);
        if (status.isPresent()) {
            return String.valueOf(status.get().getMessage());
        }
        Optional<SSLException> tls = cause(failure, SSLException.class);
        if (tls.isPresent()) {
            return "no trusted connection: " + tls.get().getMessage()
                    + "; if an authority of your own has signed the server's certificate, give its certificate as"
                    + " 'caBundle'";
        }
        if (cause(failure, InterruptedIOException.class).isPresent()
                || cause(failure, SocketTimeoutException.class).isPresent()) {
            return "the remote did not answer in time: " + failure.getMessage();
        }
        return plain(failure);
    }

    private static String plain(Throwable failure) {
        String message = failure.getMessage();
        Throwable root = causes(failure).reduce((first, second) -> second).orElse(failure);
        String deepest = String.valueOf(root.getMessage());
        return failure.getClass().getSimpleName().replace("RemoteWordsException", "IOException")
                + (message == null ? "" : ": " + message)
                + (root == failure || (message != null && message.contains(deepest)) ? "" : " (" + root + ")");
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
