// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An answer that comes in parts, on another thread: one of docker-java's, or for a log one that the {@link ContainerEngine}
 * starts. Unlike docker-java's own callbacks it logs nothing, and
 * closing it before the engine has begun to answer is no lost wish.
 */
abstract class EngineStream<T> implements ResultCallback<T> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private @Nullable Closeable connection;
    private boolean closed;

    /** Takes one part. */
    abstract void take(T part) throws IOException;

    @Override
    public final synchronized void onStart(Closeable stream) {
        connection = stream;
        if (closed) {
            close();
        }
    }

    @Override
    public final void onNext(T part) {
        try {
            take(part);
        } catch (IOException | RuntimeException e) {
            onError(e);
            close();
        }
    }

    @Override
    public final void onError(Throwable thrown) {
        failure.compareAndSet(null, thrown);
        ended.countDown();
    }

    @Override
    public final void onComplete() {
        ended.countDown();
    }

    /** {@return whether the stream has ended by now, or does within a time} */
    final boolean await(Duration pause) throws InterruptedException {
        return ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Passes if nothing went wrong so far.
     *
     * @param engine whose stream it is
     * @param doing what was asked of it
     */
    final void check(EngineAddress engine, String doing) {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw DockerErrors.translate(engine, doing, thrown);
        }
    }

    @Override
    public final synchronized void close() {
        closed = true;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                failure.compareAndSet(null, e);
            }
        }
    }
}
