// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Sends the requests of one call, and keeps only so much under way. Requests are begun by one thread. */
final class Flight {
    private final int width;
    private final Semaphore free;

    Flight(int width) {
        this.width = width;
        this.free = new Semaphore(width);
    }

    /** Begins a request. */
    @FunctionalInterface
    interface Start<T> {
        CompletableFuture<T> begin() throws InterruptedException;
    }

    /**
     * Begins a request as soon as there is room for it.
     *
     * @param weight how much room it takes; a request that is too large for all of it takes all
     * @param start begins it; what it throws is passed on
     */
    <T> CompletableFuture<T> begin(int weight, Start<T> start) throws InterruptedException {
        int room = Math.min(weight, width);
        free.acquire(room);
        try {
            CompletableFuture<T> request = start.begin();
            return request.whenComplete((answer, failure) -> free.release(room));
        } catch (InterruptedException | RuntimeException e) {
            free.release(room);
            throw e;
        }
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
