// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/**
 * One conversation with a remote. JGit does not heed interrupts, and reading from a pipe cannot be interrupted at all: so
 * JGit works on a thread of its own, while the caller waits and can be interrupted, and ends what does not move any more.
 */
final class NetworkCall extends EmptyProgressMonitor {
    /** How long a call that was told to end may take, first by itself and then by force. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private static final int LONGEST_WORDS = 8 * 1024;

    private final Executor executor;
    private final Duration patience;
    private final AtomicLong signsOfLife = new AtomicLong();
    private final Queue<Stopper> stoppers = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private final Concealment concealment = new Concealment();
    private volatile boolean cancelled;

    private NetworkCall(Executor executor, Duration patience) {
        this.executor = executor;
        this.patience = patience;
    }

    /** What is to be done with a remote. */
    @FunctionalInterface
    interface Work<T> {
        T run(NetworkCall call) throws IOException;
    }

    /** Ends what the work waits for. */
    @FunctionalInterface
    interface Stopper {
        void stop(boolean byForce);
    }

    /**
     * {@return what the work returns}
     *
     * @param executor where the work runs
     * @param patience how long the remote may be silent
     * @param work what to do
     * @throws IOException what the work threw, or that the remote fell silent
     * @throws InterruptedException if the caller was interrupted; the work has ended then, or is about to
     */
    static <T> T run(Executor executor, Duration patience, Work<T> work) throws IOException, InterruptedException {
        NetworkCall call = new NetworkCall(executor, patience);
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<T> task = new FutureTask<>(() -> work.run(call));
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                ended.countDown();
            }
        });
        try {
            return call.await(task);
        } catch (ExecutionException e) {
            throw call.asIOException(e);
        } finally {
            if (!task.isDone()) {
                call.cancel(task, ended);
            }
        }
    }

    private <T> T await(FutureTask<T> task) throws IOException, InterruptedException, ExecutionException {
        long seen = 0;
        while (true) {
            try {
                return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (signsOfLife.get() == seen) {
                    throw new InterruptedIOException("no sign of life for " + patience);
                }
                seen = signsOfLife.get();
            }
        }
    }

    private void cancel(FutureTask<?> task, CountDownLatch ended) throws InterruptedException {
        cancelled = true;
        stop(false);
        task.cancel(true);
        if (!ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            stop(true);
            ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Not on the caller's thread: who closes a connection may have to wait for who reads from it. Nor on the executor's, which
     * may be full, or about to end.
     */
    private void stop(boolean byForce) {
        Thread thread = new Thread(() -> stoppers.forEach(stopper -> stopper.stop(byForce)), "kratix-git-stopping");
        thread.setDaemon(true);
        thread.start();
    }

    private IOException asIOException(ExecutionException failure) {
        Throwable thrown = failure.getCause();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        IOException cause =
                concealment.apply(thrown instanceof IOException exception ? exception : new IOException(failure));
        String said = words();
        return said.isEmpty() ? cause : new RemoteWordsException(cause, said);
    }

    /** {@return what is kept out of all that the remote says} */
    Concealment concealment() {
        return concealment;
    }

    /** {@return a stream of the remote; bytes that come through show that it is alive} */
    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                signsOfLife.incrementAndGet();
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                signsOfLife.incrementAndGet();
                return read;
            }
        };
    }

    /** {@return a stream to the remote; bytes that go through show that it is alive} */
    OutputStream watched(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int single) throws IOException {
                out.write(single);
                signsOfLife.incrementAndGet();
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                signsOfLife.incrementAndGet();
            }
        };
    }

    /** Registers what ends the work from outside. */
    void onCancel(Stopper stopper) {
        stoppers.add(stopper);
        if (cancelled) {
            stopper.stop(false);
        }
    }

    /** {@return how long the remote may be silent} */
    Duration patience() {
        return patience;
    }

    /**
     * Reads what a program says for people. It must be read while that works, or it stops when its pipe is full.
     *
     * @param errors what the program writes; closed at its end
     */
    Listener listen(InputStream errors) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            executor.execute(() -> {
                copyWords(errors);
                ended.countDown();
            });
        } catch (RejectedExecutionException e) {
            errors.close();
            throw e;
        }
        return () -> ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until all that was said is known, but not for ever: who inherited the stream may keep it open. */
    @FunctionalInterface
    interface Listener {
        boolean await() throws InterruptedException;
    }

    private void copyWords(InputStream errors) {
        try (errors) {
            errors.transferTo(wordsSink());
        } catch (IOException e) {
            return; // it ends with its program, which may have been killed; what could be read is kept
        }
    }

    /** {@return where the remote's words for people go; keeps a bounded part} */
    OutputStream wordsSink() {
        return new OutputStream() {
            @Override
            public void write(int single) {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) {
                synchronized (words) {
                    words.write(buffer, offset, Math.min(length, LONGEST_WORDS - words.size()));
                }
            }
        };
    }

    /** {@return what the remote said for people, without blank lines} */
    String words() {
        synchronized (words) {
            return concealment
                    .apply(words.toString(StandardCharsets.UTF_8))
                    .replace('\r', '\n')
                    .replaceAll("\n\\s*(?=\n)", "")
                    .strip();
        }
    }

    @Override
    public void update(int completed) {
        signsOfLife.incrementAndGet();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    /** What a library threw, with what the remote said before. */
    static final class RemoteWordsException extends IOException {
        private static final long serialVersionUID = 1L;

        /** The remote's words. */
        private final String words;

        RemoteWordsException(IOException cause, String words) {
            super(cause.getMessage(), cause);
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
