// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.testkit.VirtualTime;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;

/**
 * What other threads do while one waits for a State Store or for the registry. Whoever holds a lock is not overtaken: the
 * others, who are the same thread here, would not have to wait for it.
 */
final class OtherThreads {
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_STEPS = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final VirtualTime time;
    private final SplittableRandom random;
    private int waiting;

    OtherThreads(VirtualTime time, SplittableRandom random) {
        this.time = time;
        this.random = random;
    }

    /** Lets them go on every other time: a State Store is slow. */
    void duringACall() {
        maybeGoOn(2);
    }

    /** Lets them go on now and then: there are many looks at the registry. */
    void beforeALook() {
        maybeGoOn(20);
    }

    private void maybeGoOn(int seldom) {
        if (waiting < MOST_AT_ONCE && random.nextInt(seldom) == 0 && time.waiting() > 0 && !holdsALock()) {
            waiting++;
            try {
                time.meanwhile(1 + random.nextInt(MOST_STEPS));
            } finally {
                waiting--;
            }
        }
    }

    private static boolean holdsALock() {
        long[] here = {Thread.currentThread().getId()};
        return THREADS.getThreadInfo(here, true, false)[0].getLockedMonitors().length > 0;
    }
}
