// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One of a container's two streams, which an engine may tell more than once, and which is passed on once. Engines throw the
 * beginning away when there is much of it: Docker then jumps back while it tells, or ends too early, and Podman begins
 * anew. So each frame comes with its time, which Podman gives in whole seconds, and what has been passed on is known by
 * that. Of a log that is too short for this and told once, all is passed on, even if the engine's clock is set back.
 */
final class LogPart {
    private final OutputStream log;
    private final StoredSize stored;
    private Instant last = Instant.EPOCH;
    private long passedAtLast;
    private long toldAtLast;
    private boolean again;
    private long passed;
    private long toBeSkipped;

    LogPart(OutputStream log, StoredSize stored) {
        this.log = log;
        this.stored = stored;
    }

    /** {@return the time of what was passed on last} */
    Instant last() {
        return last;
    }

    /** {@return whether the engine has told less than before: what it told is new, and is passed on if it tells it again} */
    boolean hasBegunAnew() {
        return toldAtLast < passedAtLast;
    }

    /** Notes that the engine begins again. */
    void rewind() {
        if (hasBegunAnew()) {
            passedAtLast = 0;
        }
        again = last.isAfter(Instant.EPOCH);
        toldAtLast = 0;
    }

    /** Notes that the engine tells all of a log once more that it has not thrown anything away of, whatever its times. */
    void repeat() {
        toBeSkipped = passed;
    }

    /** Takes a frame: a line, or a part of a long one, with its time before it. */
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
        int order = time.compareTo(last);
        if (order > 0 || !(again || stored.isPassed())) {
            passedAtLast = order == 0 ? passedAtLast + 1 : 1;
            toldAtLast = passedAtLast;
            last = time;
            return true;
        }
        toldAtLast = order == 0 ? toldAtLast + 1 : 0;
        if (toldAtLast <= passedAtLast) {
            return false;
        }
        passedAtLast = toldAtLast;
        return true;
    }
}
