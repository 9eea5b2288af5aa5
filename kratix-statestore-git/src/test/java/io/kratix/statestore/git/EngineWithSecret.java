// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.Kratix;
import io.kratix.NotReadyException;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.registry.Registry;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An engine whose time a test moves, with one State Store whose secret a test changes. What it writes are canaries. */
final class EngineWithSecret implements AutoCloseable {
    private static final StateStoreReference STORE = new StateStoreReference("GitStateStore", "default");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_SECONDS_LATE = 30;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration ROUND = Duration.ofMinutes(1).plusSeconds(1);

    private final VirtualTime time = VirtualTime.create();
    private final Registry registry = Registry.inMemory(time.clock());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final Kratix kratix;
    private volatile Map<String, Secret> secret;

    /** Opens one that fetches whenever it looks, and compares so rarely that it does not here. */
    EngineWithSecret(Map<String, Secret> first) {
        this(first, Duration.ZERO, Duration.ofHours(10));
    }

    EngineWithSecret(Map<String, Secret> first, Duration minimumFetchInterval, Duration comparing) {
        secret = first;
        kratix = Kratix.builder()
                .registry(registry)
                .clock(time.clock())
                .threads(threads, time.timer())
                .secrets(reference -> Optional.of(secret))
                .stateStores(new GitStateStoreProvider())
                .configure(
                        "GitStateStore",
                        Map.of("minimumFetchInterval", minimumFetchInterval.toSeconds() + "s", "allowFileUrls", true))
                .stateStoreReconciliationInterval(comparing)
                .workflowRunner(InProcessWorkflowRunner.builder().build())
                .onEvent(event -> {
                    if (event.reason().equals("NotReady")) {
                        complaints.add(event.message());
                    }
                })
                .open();
    }

    /** Applies the State Store. */
    void store(Map<String, ?> spec) {
        kratix.apply(Document.builder("platform.kratix.io/v1alpha1", STORE.kind(), STORE.name())
                .spec(spec)
                .build());
    }

    /** Applies a Destination, whose canaries are to be written then. */
    void destination(String name) {
        kratix.apply(Destination.builder(name, STORE).build());
    }

    /** {@return why the State Store is not ready}; waits until it is not, and until nothing is under way any more. */
    String complaint() throws InterruptedException {
        String complaint = Optional.ofNullable(complaints.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .orElse("nothing");
        kratix.awaitSettled(LIMIT);
        return complaint;
    }

    /** Changes what the engine's source of secrets gives, and lets the time pass after which the engine looks. */
    void changeSecret(Map<String, Secret> next) {
        secret = next;
        passAMinute();
    }

    /** Lets somewhat more than a minute pass, but hardly any of it while something is under way: no call may last so long. */
    void passAMinute() {
        for (Duration passed = Duration.ZERO; passed.compareTo(ROUND) < 0; passed = passed.plus(SECOND)) {
            passASecond();
        }
    }

    private void passASecond() {
        time.advance(SECOND);
        Awaitility.await()
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> registry.queue().active().isEmpty());
    }

    /** Waits until a Destination's canaries are confirmed, which may take an alarm that was set while the time was moved. */
    void awaitWritten(String destination) throws InterruptedException {
        ObjectReference reference = ObjectReference.destination(destination);
        for (int late = 0; late < MOST_SECONDS_LATE && !isReady(reference); late++) {
            passASecond();
        }
        kratix.awaitReady(reference, LIMIT);
    }

    private boolean isReady(ObjectReference reference) throws InterruptedException {
        try {
            kratix.awaitReady(reference, Duration.ZERO);
            return true;
        } catch (NotReadyException e) {
            return false;
        }
    }

    /** Lets time pass, more than a minute, and waits until the State Store has been compared. */
    void compareAfter(Duration span) throws InterruptedException {
        String before = compared();
        time.advance(span);
        Awaitility.await().atMost(LIMIT).until(() -> !compared().equals(before));
        kratix.awaitSettled(LIMIT);
    }

    private String compared() {
        return kratix.get(STORE.reference()).orElseThrow().status().get("kratix") instanceof Map<?, ?> kept
                ? String.valueOf(kept.get("compared"))
                : "never";
    }

    /** {@return what was told of the State Store} */
    List<String> events() {
        return kratix.events(STORE.reference()).stream()
                .map(event -> event.reason() + ": " + event.message())
                .toList();
    }

    @Override
    public void close() {
        kratix.close();
        threads.shutdownNow();
    }
}
