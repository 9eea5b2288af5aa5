// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.registry.RegistryException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Writers one after another, in the order in which they came; none waits longer than the patience. Safe for several threads. */
final class Turns {
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Duration patience;

    Turns(Duration patience) {
        this.patience = patience;
    }

    /**
     * Begins a turn.
     *
     * @return how long it took to come
     * @throws RegistryException if it did not come in time; then there is nothing to end
     */
    Duration begin() {
        long begin = System.nanoTime();
        if (!taken(begin + patience.toNanos())) {
            throw new RegistryException(
                    Reason.LOCKED,
                    "another change of the registry has not ended in " + patience
                            + "; its database is locked by another"
                            + " program, which has to be closed, or slower than what is asked of it");
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    void end() {
        turn.unlock();
    }

    /** Whoever is interrupted still has something to commit: that it was. */
    private boolean taken(long end) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return turn.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
