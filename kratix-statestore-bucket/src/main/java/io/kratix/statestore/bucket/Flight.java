// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.PluginException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps only so many of a write's looks, puts and single removals under way, each of which holds what it needs until it is
 * answered, and begins no more of them once a request of the write has failed in a way that concerns all. They are begun by one
 * thread, and end in others. Removals of many at once and the first overwrite do not come by here and ask whether it has
 * {@linkplain #stopped stopped}; lists come before all of that.
 */
final class Flight {
    private final Bucket bucket;
    private final int width;
    private final Semaphore free;
    private final AtomicReference<PluginException> stop = new AtomicReference<>();

    Flight(Bucket bucket) {
        this.bucket = bucket;
        this.width = bucket.width();
        this.free = new Semaphore(width);
    }

    /** Begins a request. */
    @FunctionalInterface
    interface Start<T> {
        CompletableFuture<T> begin() throws InterruptedException;
    }

    /**
     * {@return the answer to a request that is begun as soon as there is room for it; empty if none is begun any more}
     *
     * @param weight how much room it takes; a request that is too large for all of it takes all
     * @param start begins it; what it throws is passed on
     */
    <T> Optional<CompletableFuture<T>> begin(int weight, Start<T> start) throws InterruptedException {
        int room = Math.min(weight, width);
        free.acquire(room);
        if (stop.get() != null) {
            free.release(room);
            return Optional.empty();
        }
        try {
            return Optional.of(start.begin().whenComplete((answer, failure) -> {
                // Before the room is free again, so that no other takes it.
                stopIfItConcernsAll(failure);
                free.release(room);
            }));
        } catch (InterruptedException | RuntimeException e) {
            free.release(room);
            throw e;
        }
    }

    /** Looks at how a request ended; one of {@link #begin} has been looked at. */
    void stopIfItConcernsAll(@Nullable Throwable failure) {
        if (failure != null) {
            stopIfItConcernsAll(BucketErrors.translate(bucket, RequestException.of(Session.unwrapped(failure))));
        }
    }

    void stopIfItConcernsAll(PluginException failure) {
        if (BucketErrors.concernsAll(failure)) {
            stop.compareAndSet(null, failure);
        }
    }

    /** {@return why no more requests are begun; empty if they are} */
    Optional<PluginException> stopped() {
        return Optional.ofNullable(stop.get());
    }

    /** Waits until nothing is under way. */
    void land() throws InterruptedException {
        free.acquire(width);
        free.release(width);
    }

    /** Waits likewise, whoever interrupts: what was stopped must be over before the next call begins. */
    void landInAnyCase() {
        free.acquireUninterruptibly(width);
        free.release(width);
    }
}
