// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin throws. Its message holds the remote's own words; the engine adds whose document or run it was, masks
 * secrets and acts on the {@link Reason}.
 */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the engine does next. */
    private final Reason reason;

    /** The least pause before the next try, if the remote named one. */
    private final @Nullable Duration retryAfter;

    /**
     * Why a call failed; each reason says what the engine does next. When a workflow runner throws in {@code run}: {@link
     * #REJECTED} is a try that failed; {@link #MISCONFIGURED} and {@link #UNAUTHORIZED} are no try, the run is asked for
     * again every 5 min, and its object says why; all others are no try either, and as {@link #UNAVAILABLE}.
     */
    public enum Reason {
        /**
         * The document, or the remote for good, is wrong: the engine waits for a new document or secret, and for no longer than
         * {@link #withRetryAfter} says where people may mend it at the remote. Of one change among several: as {@link
         * #REJECTED}.
         */
        MISCONFIGURED,
        /**
         * Credentials are missing, expired or not enough: the engine reads the secrets again, tries changed ones at once and
         * others every 5 min. Of one change among several: as {@link #REJECTED}.
         */
        UNAUTHORIZED,
        /**
         * Understood and refused: the engine halves what it said until each culprit is alone, says it in the culprit's status
         * and tries again when it differs, or after 1 min growing to 1 h.
         */
        REJECTED,
        /** Somebody else was faster: the engine says it again at once, five times, then as {@link #UNAVAILABLE}. */
        CONFLICT,
        /** What was written earlier is gone: the engine says everything of the document again, in one request. */
        LOST,
        /** Not reached, timed out, throttled: the engine tries again after 1 s growing to 5 min, or as long as is asked. */
        UNAVAILABLE
    }

    private PluginException(Reason reason, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /**
     * {@return an exception of any reason}
     *
     * @param reason what the engine shall do next
     * @param message the remote's words
     * @param cause what the library threw, or {@code null}
     */
    public static PluginException of(Reason reason, String message, @Nullable Throwable cause) {
        return new PluginException(reason, message, cause, null);
    }

    /**
     * {@return an exception: the document, or the remote for good, is wrong}
     *
     * @param message what is wrong and what to change
     */
    public static PluginException misconfigured(String message) {
        return of(Reason.MISCONFIGURED, message, null);
    }

    /**
     * {@return an exception: the credentials are missing, expired or not enough}
     *
     * @param message the remote's words
     */
    public static PluginException unauthorized(String message) {
        return of(Reason.UNAUTHORIZED, message, null);
    }

    /**
     * {@return an exception: understood and refused, by a hook, a policy, an obstacle or a limit}
     *
     * @param message the remote's words
     */
    public static PluginException rejected(String message) {
        return of(Reason.REJECTED, message, null);
    }

    /**
     * {@return an exception: somebody else was faster and the base moved; nothing of this call is visible, or all of it
     * can be said again}
     *
     * @param message who moved what
     */
    public static PluginException conflict(String message) {
        return of(Reason.CONFLICT, message, null);
    }

    /**
     * {@return an exception: what was written earlier is gone, so that writing a part now would show an agent that
     * prunes an almost empty tree}
     *
     * @param message what is gone
     */
    public static PluginException lost(String message) {
        return of(Reason.LOST, message, null);
    }

    /**
     * {@return an exception: not reached, timed out, throttled, disk full; whether it happened is unknown}
     *
     * @param message the remote's or the library's words
     */
    public static PluginException unavailable(String message) {
        return of(Reason.UNAVAILABLE, message, null);
    }

    /**
     * {@return a copy that names its cause}
     *
     * @param cause what the library threw
     */
    public PluginException causedBy(Throwable cause) {
        return new PluginException(reason, message(), cause, retryAfter);
    }

    /**
     * {@return a copy that asks the engine to wait at least so long; for {@code MISCONFIGURED}, to try again after it, too}
     *
     * @param pause what the remote asked for
     */
    public PluginException withRetryAfter(Duration pause) {
        return new PluginException(reason, message(), getCause(), pause);
    }

    /** {@return what the engine does next} */
    public Reason reason() {
        return reason;
    }

    /** {@return the least pause before the next try, if the remote named one} */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@return the remote's or the library's words} */
    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
