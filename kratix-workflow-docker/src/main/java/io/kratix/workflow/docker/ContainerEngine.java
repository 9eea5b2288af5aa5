// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.VersionComponent;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.kratix.spi.PluginException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container engine. What is asked is quick and bounded by the configured timeout; what the engine does or makes may be long,
 * and is bounded by minutes; a stream is not bounded, and whoever reads it asks beside it whether the engine is there. Each
 * call can be interrupted, and throws an {@link EngineRefusalException} if the engine says no, a {@link PluginException} if it
 * says nothing.
 */
final class ContainerEngine implements AutoCloseable {
    /** Making or starting a container moves files about, which a busy disk may keep waiting. */
    private static final Duration LONG_WORK = Duration.ofMinutes(3);

    /** What an engine may take to kill a container that does not end when it is asked to. */
    private static final Duration KILLING = Duration.ofSeconds(30);

    /** How long a stream may say nothing before the engine is asked whether it is there. */
    static final Duration STREAM_PAUSE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEngine.class);

    private final EngineAddress address;
    private final DockerClient client;
    private final DockerHttpClient transport;
    private final Executor executor;
    private final Duration timeout;
    private volatile Optional<Boolean> podman = Optional.empty();

    private ContainerEngine(EngineAddress address, DockerHttpClient transport, Executor executor, Duration timeout) {
        this.address = address;
        this.transport = transport;
        client = DockerClientImpl.getInstance(new EngineClientConfig(address), transport);
        this.executor = executor;
        this.timeout = timeout;
    }

    /** Something that is asked of the engine. */
    @FunctionalInterface
    interface Call<T> {
        T on(DockerClient client);
    }

    /**
     * {@return the engine; nothing is asked of it yet}
     *
     * @param executor where calls are made, so that a silent engine holds up nobody
     * @param timeout how long an answer may take
     * @throws IllegalArgumentException if its certificates cannot be read
     */
    static ContainerEngine at(EngineAddress address, Executor executor, Duration timeout) {
        ZerodepDockerHttpClient.Builder transport =
                new ZerodepDockerHttpClient.Builder().dockerHost(address.uri()).connectionTimeout(timeout);
        address.certificates().ifPresent(directory -> transport.sslConfig(ClientCertificates.read(address, directory)));
        return new ContainerEngine(address, transport.build(), executor, timeout);
    }

    EngineAddress address() {
        return address;
    }

    /**
     * {@return whether the engine is Podman, which differs from Docker in how it takes archives and follows logs}
     *
     * @throws InterruptedException if the caller shall wait no more
     */
    boolean isPodman() throws InterruptedException {
        if (podman.isEmpty()) {
            List<VersionComponent> components = askQuick(
                    "asking for its version", each -> each.versionCmd().exec().getComponents());
            podman = Optional.of(components != null
                    && components.stream().anyMatch(component -> String.valueOf(component.getName())
                            .contains("Podman")));
        }
        return podman.get();
    }

    /**
     * {@return how many cores it has}
     *
     * @throws InterruptedException if the caller shall wait no more
     */
    int cores() throws InterruptedException {
        Integer cores =
                askQuick("asking for its cores", each -> each.infoCmd().exec().getNCPU());
        return cores == null ? 1 : cores;
    }

    /** {@return where calls are made} */
    Executor executor() {
        return executor;
    }

    /**
     * Has an answer told in parts, on a thread of docker-java's. Nothing bounds it: the caller awaits the stream, {@link
     * #STREAM_PAUSE} at a time, and closes it.
     */
    void stream(Order order) {
        order.to(client);
    }

    /**
     * Has a container's output told, each frame with its time, on a thread of its own, since a container may be silent for
     * hours.
     *
     * @param follow whether to tell on until the container ends
     * @param since what is older need not be told
     */
    void log(String name, boolean follow, Instant since, LogStreamFollower log) {
        DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/containers/" + name + "/logs?stdout=true&stderr=true&timestamps=true&tail=all&follow=" + follow
                        + "&since=" + since.getEpochSecond())
                .build();
        Thread thread = new Thread(() -> log.read(transport, request), "kratix-docker-log-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops a container, gently, then by force; one that has ended by itself is stopped. */
    void stop(String container, Duration gently) throws InterruptedException {
        Order order = client -> {
            try {
                client.stopContainerCmd(container)
                        .withTimeout((int) gently.toSeconds())
                        .exec();
            } catch (NotModifiedException e) {
                LOG.debug("{} ended by itself in the meantime", container);
            }
        };
        answer(beginOrder(order), "stopping the container " + container, gently.plus(KILLING));
    }

    /** Something that the engine is told to do. */
    @FunctionalInterface
    interface Order {
        void to(DockerClient client);
    }

    /**
     * Has the engine do something that may take it minutes, and that leaves nothing behind if nobody waits for it any more; what
     * does is for {@link #make}.
     *
     * @param doing what it does, for messages
     * @throws InterruptedException if the caller shall wait no more; the engine may do it all the same
     */
    void doLong(String doing, Order order) throws InterruptedException {
        answer(beginOrder(order), doing, LONG_WORK);
    }

    /**
     * {@return the answer to a question that the engine answers at once, within the configured timeout}
     *
     * @param doing what is asked, for messages
     * @throws InterruptedException if the caller shall wait no more; the question may still be answered
     */
    <T> T askQuick(String doing, Call<T> call) throws InterruptedException {
        return answer(begin(call), doing, timeout);
    }

    /**
     * Has the engine make something, which may take it a while. If it is waited for no more, its answer is, beside the call
     * of {@code run} and for as long as a question may take: the engine may make it all the same.
     *
     * @throws InterruptedException if the caller shall wait no more
     */
    void make(RunCall run, String doing, Order order) throws InterruptedException {
        FutureTask<Boolean> task = beginOrder(order);
        try {
            await(task, doing, LONG_WORK);
        } finally {
            if (!task.isDone()) {
                run.beside(executor, () -> outwait(task));
            }
        }
    }

    private void outwait(FutureTask<?> task) {
        try {
            task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("nothing is made after all", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            task.cancel(true);
        }
    }

    /**
     * Has the engine do things side by side, each of which may take it a while; the first that fails ends the waiting.
     *
     * @param doing what they have in common, for messages
     */
    void doAll(String doing, List<Order> orders) throws InterruptedException {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        try {
            orders.forEach(order -> tasks.add(beginOrder(order)));
            for (FutureTask<Boolean> task : tasks) {
                answer(task, doing, LONG_WORK);
            }
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private FutureTask<Boolean> beginOrder(Order order) {
        Call<Boolean> call = each -> {
            order.to(each);
            return true;
        };
        return begin(call);
    }

    private <T> FutureTask<T> begin(Call<T> call) {
        FutureTask<T> task = new FutureTask<>(() -> call.on(client));
        executor.execute(task);
        return task;
    }

    private <T> T answer(FutureTask<T> task, String doing, Duration limit) throws InterruptedException {
        try {
            return await(task, doing, limit);
        } finally {
            task.cancel(true);
        }
    }

    private <T> T await(FutureTask<T> task, String doing, Duration limit) throws InterruptedException {
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw DockerErrors.translate(address, doing, cause == null ? e : cause);
        } catch (TimeoutException e) {
            throw PluginException.unavailable("the container engine at " + address + " did not answer within "
                            + limit.toSeconds() + " s (" + doing + ")")
                    .causedBy(e);
        }
    }

    /** Reads what comes back as a stream. */
    @FunctionalInterface
    interface Reading {
        void of(InputStream stream) throws IOException;
    }

    /**
     * Has a stream read, for as long as the engine answers beside it. What the reading throws by itself passes unchanged.
     *
     * @param doing what is asked, for messages
     * @throws InterruptedException if the caller shall wait no more; the stream is closed by then
     */
    void read(String doing, Call<InputStream> open, Reading reading) throws InterruptedException {
        InputStream stream = answer(begin(open), doing, LONG_WORK);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            reading.of(stream);
            return true;
        });
        try {
            executor.execute(task);
            while (!isDone(task, STREAM_PAUSE)) {
                askQuick(doing, each -> each.pingCmd().exec());
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof RuntimeException thrown
                    ? thrown
                    : DockerErrors.translate(address, doing, cause == null ? e : cause);
        } finally {
            task.cancel(true);
            closeQuietly(stream);
        }
    }

    private static boolean isDone(FutureTask<Boolean> task, Duration pause)
            throws InterruptedException, ExecutionException {
        try {
            return task.get(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** A stream that was read to its end, or is given up, has nothing to say any more when it is closed. */
    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("a stream that is read no more", e);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the client of " + address + " cannot be closed", e);
        }
    }
}
