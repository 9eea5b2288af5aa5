// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.testkit.VirtualTime;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What other threads do while one waits for a State Store or for the registry. Whoever holds a lock is not overtaken: the
 * others, who are the same thread here, would not have to wait for it. Which locks are held is asked now and then only: it
 * takes long, and keeps everybody waiting.
 */
final class OtherThreads {
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_STEPS = 5;
    private static final int CALLS_TO_A_CHECK = 50;

    /** Whoever declares something looks at the registry while others who do have to wait; nobody else holds a lock then. */
    private static final String DECLARING = "io.kratix.internal.apply.Applier";

    private static final StackWalker FRAMES = StackWalker.getInstance();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final VirtualTime time;
    private final SplittableRandom random;
    private Optional<String> lock = Optional.empty();
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
        if (waiting < MOST_AT_ONCE && random.nextInt(seldom) == 0 && time.waiting() > 0 && !isDeclaring()) {
            if (random.nextInt(CALLS_TO_A_CHECK) == 0) {
                checkLocks();
            }
            waiting++;
            try {
                time.meanwhile(1 + random.nextInt(MOST_STEPS));
            } finally {
                waiting--;
            }
        }
    }

    private static boolean isDeclaring() {
        return FRAMES.walk(
                frames -> frames.anyMatch(frame -> frame.getClassName().equals(DECLARING)));
    }

    /** {@return where others would have had to wait, and did not} */
    Optional<String> heldLock() {
        return lock;
    }

    private void checkLocks() {
        long[] here = {Thread.currentThread().getId()};
        MonitorInfo[] locks = THREADS.getThreadInfo(here, true, false)[0].getLockedMonitors();
        if (locks.length > 0) {
            lock = Optional.of(String.valueOf(locks[0].getLockedStackFrame()));
        }
    }
}
