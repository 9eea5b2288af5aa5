// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One of a container's two streams: each of its frames is passed on once, however often the engine tells them. A frame is a
 * line, or a part of a long one, with its time before it; what the engine answers to one question for the log is a telling.
 *
 * <p>Which frames have been passed on is known by their times. A later time than that of the last one is new, an earlier
 * one is not; of frames of the very same time (Podman tells whole seconds), as many are known as have been passed on. This
 * holds even where the engine throws the beginning of a long log away: Docker then jumps back within a telling, or ends it too
 * early, and Podman begins anew. While a log is short and told for the first time, times do not count, so that a clock
 * that is set back loses nothing.
 *
 * <p>For instance, a first telling has {@code 12:00:01 a}, {@code 12:00:02 b}, {@code 12:00:02 c}, and a second one
 * {@code 12:00:02 b}, {@code 12:00:02 c}, {@code 12:00:02 d}, {@code 12:00:03 e}: of the time 12:00:02 two frames have been passed
 * on, so the second telling's first two are skipped, and {@code d}, the third, is new, as is {@code e}.
 */
final class DeduplicatedLog {
    /** Takes what is new, without its time. */
    private final OutputStream log;

    /** How much both streams have had: whether the engine may have thrown anything away. */
    private final StoredSize stored;

    /** The time of the last frame that was passed on. */
    private Instant last = Instant.EPOCH;

    /** How many frames of this time have been passed on. */
    private long passedAtLast;

    /** How many frames of this time the present telling has had. */
    private long toldAtLast;

    /** Whether the present telling begins with what has been told before. */
    private boolean isRetold;

    /** How many frames have been passed on in all. */
    private long passed;

    /** How many frames of a telling of all are still to come that are known by their number. */
    private long toBeSkipped;

    DeduplicatedLog(OutputStream log, StoredSize stored) {
        this.log = log;
        this.stored = stored;
    }

    /** {@return the time of what was passed on last} */
    Instant last() {
        return last;
    }

    /**
     * {@return whether the present telling has had fewer frames of the last time than were passed on} The engine has thrown those
     * away then: what it told is new, and is passed on if it tells it again.
     */
    boolean hasBegunAnew() {
        return toldAtLast < passedAtLast;
    }

    /** Begins a telling of what the engine has, from about the last time on. */
    void beginTelling() {
        if (hasBegunAnew()) {
            passedAtLast = 0;
        }
        isRetold = last.isAfter(Instant.EPOCH);
        toldAtLast = 0;
    }

    /** Begins a telling of all of a log that nothing was thrown away of: frames are known by their number, not their times. */
    void beginTellingOfAll() {
        toBeSkipped = passed;
    }

    /** Takes a frame. */
    void take(byte[] frame) throws IOException {
        if (toBeSkipped > 0) {
            toBeSkipped--;
            return;
        }
        int space = 0;
        while (space < frame.length && frame[space] != ' ') {
            space++;
        }
        stored.add(frame.length - space);
        if (isNew(Instant.parse(new String(frame, 0, space, StandardCharsets.US_ASCII)))) {
            log.write(frame, space + 1, frame.length - space - 1);
            passed++;
        }
    }

    private boolean isNew(Instant time) {
        boolean timesCount = isRetold || stored.isPassed();
        int order = time.compareTo(last);
        return (order > 0 || !timesCount) ? isLast(time) : isNewAtLast(order == 0);
    }

    private boolean isLast(Instant time) {
        passedAtLast = time.equals(last) ? passedAtLast + 1 : 1;
        toldAtLast = passedAtLast;
        last = time;
        return true;
    }

    private boolean isNewAtLast(boolean isAtLast) {
        toldAtLast = isAtLast ? toldAtLast + 1 : 0;
        boolean isNew = toldAtLast > passedAtLast;
        passedAtLast = Math.max(passedAtLast, toldAtLast);
        return isNew;
    }
}
