// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.PluginException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.transport.RemoteRefUpdate;

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
            "non-fast-forward",
            "fetch first",
            "stale info");

    private static final List<String> LACKING_RIGHTS = List.of("permission denied", "read-only file system");

    private static final List<String> FULL = List.of("no space left", "disk quota exceeded");

    private static final List<String> LIMITS = List.of("exceeds maximum", "too large", "larger than");

    private GitErrors() {}

    /**
     * {@return what the engine shall do about a failure}
     *
     * @param subject the branch, for the message
     * @param failure what JGit threw
     */
    static PluginException translate(Object subject, Exception failure) {
        String said = failure instanceof NetworkCall.RemoteWordsException remote ? remote.words() : "";
        String message = subject + ": " + text(failure) + (said.isEmpty() ? "" : "; the remote said: " + said);
        return reasonOf(message).causedBy(failure);
    }

    /** {@return whether the cache, not the remote, is to blame} */
    static boolean isDamagedCache(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof MissingObjectException || cause instanceof CorruptObjectException);
    }

    /**
     * Passes if a push went through.
     *
     * @param update what JGit noted of the push
     * @param words what the remote said for people
     * @throws PluginException if the push was refused, or may not have arrived
     */
    static void check(RemoteRefUpdate update, String words) {
        String branch = update.getRemoteName();
        switch (update.getStatus()) {
            case OK, UP_TO_DATE -> {}
            case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED, NON_EXISTING ->
                throw PluginException.conflict("somebody else pushed to " + branch);
            case REJECTED_OTHER_REASON, REJECTED_NODELETE ->
                throw refused(branch, String.valueOf(update.getMessage()), words);
            case NOT_ATTEMPTED, AWAITING_REPORT ->
                throw PluginException.unavailable(
                        "the push to " + branch + " was cut off; the next one finds out whether it arrived");
        }
    }

    private static PluginException refused(String branch, String answer, String words) {
        String message = "the remote refused the push to " + branch + ": " + answer
                + (words.isEmpty() ? "" : "; it said: " + words);
        if (!mentions(answer, LOST_RACES)) {
            return PluginException.rejected(message);
        }
        // The same answer stands for a lock that could not be taken because of rights or space.
        if (mentions(words, LACKING_RIGHTS)) {
            return PluginException.unauthorized(message);
        }
        return mentions(words, FULL) ? PluginException.unavailable(message) : PluginException.conflict(message);
    }

    private static PluginException reasonOf(String message) {
        if (mentions(message, LIMITS)) {
            return PluginException.rejected(message);
        }
        boolean forbidden = mentions(message, LACKING_RIGHTS) || mentions(message, List.of("dubious ownership"));
        return forbidden ? PluginException.unauthorized(message) : PluginException.unavailable(message);
    }

    private static boolean mentions(String message, List<String> phrases) {
        String lower = message.toLowerCase(Locale.ROOT);
        return phrases.stream().anyMatch(lower::contains);
    }

    /** JGit often says nothing, or hides the telling part in a cause. */
    private static String text(Throwable failure) {
        if (causes(failure).anyMatch(InterruptedIOException.class::isInstance)) {
            return "the remote did not answer in time: " + failure.getMessage();
        }
        String message = failure.getMessage();
        return failure.getClass().getSimpleName().replace("RemoteWordsException", "IOException")
                + (message == null ? "" : ": " + message);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }
}
