// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.CallWatch;
import io.kratix.registry.Claim;
import io.kratix.registry.Registry;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims tasks as long as there is room for them, and has the reconciler of their type work on each. */
final class Dispatcher implements CallWatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration NO_THREAD = Duration.ofSeconds(1);
    private static final Duration NO_REGISTRY = Duration.ofSeconds(1);

    private final Registry registry;
    private final Map<Task.Type, Reconciler> reconcilers;
    private final List<Pool> pools;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Backoff backoff;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final Workers workers = new Workers();
    private final PutOffs putOffs;
    private final Poll poll = new Poll();
    private final ScheduledFuture<?> renewal;
    private @Nullable ScheduledFuture<?> alarm;
    private volatile boolean signalled;
    private volatile boolean closing;
    private volatile boolean closed;

    Dispatcher(
            Registry registry,
            Map<Task.Type, Reconciler> reconcilers,
            List<Pool> pools,
            Executor executor,
            ScheduledExecutorService timer,
            Backoff backoff) {
        this.registry = registry;
        this.reconcilers = Map.copyOf(reconcilers);
        this.pools = List.copyOf(pools);
        this.executor = executor;
        this.timer = timer;
        this.backoff = backoff;
        this.putOffs = new PutOffs(registry, () -> wakeIn(NO_REGISTRY));
        Runnable renewing = new Renewal(this::execute, this::renew);
        this.renewal = timer.scheduleAtFixedRate(
                () -> renewAndLook(renewing), LEASE.toSeconds() / 3, LEASE.toSeconds() / 3, TimeUnit.SECONDS);
    }

    /** Has the queue looked at, soon and on another thread, since something has happened. */
    void wake() {
        signalled = true;
        look();
    }

    private void look() {
        if (!closing && wakeUps.getAndIncrement() == 0 && !execute(this::drain)) {
            wakeUps.set(0);
            wakeIn(NO_THREAD);
        }
    }

    /** {@return whether nobody works on anything, or is about to} */
    boolean isIdle() {
        return workers.isEmpty();
    }

    /** Nothing that still goes on counts from now on. */
    void abandon() {
        closed = true;
    }

    /** Takes no more tasks and interrupts those that wait for somebody outside. */
    void stop() {
        closing = true;
        renewal.cancel(false);
        synchronized (this) {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
        workers.all().stream().filter(worker -> worker.pool().isBlocking()).forEach(Worker::stop);
    }

    boolean isClosing() {
        return closing;
    }

    /** {@return the subjects of the tasks of a type that are worked on} */
    List<String> subjects(Task.Type type) {
        return workers.tasks()
                .filter(task -> task.type() == type)
                .map(Task::subject)
                .sorted()
                .toList();
    }

    /** {@return the tasks that are worked on, for messages} */
    List<String> active() {
        return workers.tasks().map(Task::key).sorted().toList();
    }

    /** {@return the tasks whose calls were given up and have not returned yet} */
    List<String> stuck() {
        return workers.stuck().map(Task::key).sorted().toList();
    }

    /** One thread at a time: whoever wakes while it runs has it look once more. */
    private void drain() {
        try {
            int seen;
            do {
                seen = wakeUps.get();
                if (signalled) {
                    signalled = false;
                    poll.begin();
                }
                putOffs.again();
                pools.forEach(this::claim);
                setAlarm();
            } while (!wakeUps.compareAndSet(seen, 0));
        } catch (RuntimeException | Error e) {
            wakeUps.set(0);
            wakeIn(NO_REGISTRY);
            LOG.warn("the queue cannot be read; trying again in a second: {}", e.toString());
            LOG.debug("the queue", e);
        }
    }

    private void claim(Pool pool) {
        int room = closing ? 0 : pool.free();
        if (room <= 0) {
            return;
        }
        for (Claim claim : registry.claim(pool.types(), room, pool.perShare(), LEASE)) {
            Worker worker = new Worker(claim, pool, timer);
            pool.take();
            workers.add(worker, () -> begin(worker));
        }
    }

    private void begin(Worker worker) {
        if (!execute(() -> work(worker))) {
            try {
                putOffs.putOff(worker.claim(), NO_THREAD, "no thread was free");
            } finally {
                leave(worker);
            }
        }
    }

    private void work(Worker worker) {
        if (!workers.has(worker)) {
            // the executor threw, and runs it all the same
            return;
        }
        Claim claim = worker.claim();
        try {
            worker.begin();
            if (closing) {
                putOffs.putOff(claim, Duration.ZERO, "the engine was closed");
            } else {
                reconciler(claim).reconcile(claim);
            }
        } catch (InterruptedException e) {
            putOffs.putOff(claim, Duration.ZERO, "interrupted");
        } catch (StaleStepException e) {
            putOffs.putOff(claim, Duration.ofMillis(10), "overtaken");
        } catch (EngineSignal e) {
            putOffs.putOff(claim, closing ? Duration.ZERO : NO_THREAD, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            Duration pause = backoff.pause(claim.attempts(), e);
            LOG.warn("{} failed; trying again in {} ms: {}", claim.task().key(), pause.toMillis(), e.toString());
            LOG.debug("{}", claim.task().key(), e);
            putOffs.putOff(claim, pause, String.valueOf(e.getMessage()));
        } finally {
            worker.leave();
            workers.cameBack(worker);
            leave(worker);
        }
    }

    /** Whoever was given up has left already. */
    private void leave(Worker worker) {
        workers.remove(worker);
        wake();
    }

    @Override
    public boolean isWaitedFor(Claim claim) {
        return !closed
                && workers.find(claim)
                        .filter(worker -> closing || worker.holds(LEASE))
                        .isPresent();
    }

    @Override
    public boolean isOurs(Claim claim) {
        return !closing
                && workers.find(claim).filter(worker -> worker.holds(LEASE)).isPresent();
    }

    @Override
    public Call begin(Claim claim, Duration limit, Runnable whenAbandoned) throws InterruptedException {
        Worker worker = workers.find(claim)
                .orElseThrow(
                        () -> new EngineSignal("nobody works on " + claim.task().key()));
        return worker.watch(limit, (abandoned, thread) -> abandon(abandoned, thread, whenAbandoned));
    }

    @Override
    public void giveUp(Claim claim) {
        workers.find(claim).ifPresent(worker -> {
            workers.giveUp(worker);
            leave(worker);
        });
    }

    @Override
    public void interrupt(String task) {
        workers.all().stream()
                .filter(worker -> worker.claim().task().key().equals(task))
                .forEach(Worker::endCall);
    }

    private void abandon(Worker worker, Thread thread, Runnable whenAbandoned) {
        Claim claim = worker.claim();
        workers.giveUp(worker);
        LOG.error(
                "a call for {} still goes on {} s after it was interrupted; it is left to thread '{}'",
                claim.task().subject(),
                Worker.GRACE.toSeconds(),
                thread.getName());
        Runnable putOff = () -> {
            try {
                whenAbandoned.run();
            } catch (StaleStepException e) {
                LOG.debug("the claim on {} is not ours any more", claim.task().key(), e);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "{} cannot be put off; its lease will end", claim.task().key(), e);
            } finally {
                leave(worker);
            }
        };
        if (!execute(putOff)) {
            leave(worker);
        }
    }

    private Reconciler reconciler(Claim claim) {
        return Optional.ofNullable(reconcilers.get(claim.task().type())).orElseThrow();
    }

    /**
     * For the next task of pools with room alone: one that is full wakes when somebody leaves it. Or for the next look at what
     * nobody tells of, such as a task that came in another way than through this engine.
     */
    private void setAlarm() {
        Map<Integer, Set<Task.Type>> typesByBound = pools.stream()
                .filter(pool -> pool.free() > 0)
                .collect(Collectors.groupingBy(
                        Pool::perShare, Collectors.flatMapping(pool -> pool.types().stream(), Collectors.toSet())));
        Stream<Duration> tasks = typesByBound.entrySet().stream()
                .flatMap(bound -> registry.untilNextTask(bound.getValue(), bound.getKey()).stream());
        Stream.concat(tasks, Stream.of(poll.next()))
                .min(Comparator.naturalOrder())
                .ifPresent(this::wakeIn);
    }

    /** An alarm that was set for an earlier look stays: whoever set it waits for it. */
    private synchronized void wakeIn(Duration pause) {
        if (isSetWithin(pause)) {
            return;
        }
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        try {
            if (!closing) {
                // a moment more, so that the task is due when the alarm goes off
                alarm = timer.schedule(this::look, pause.toMillis() + 1, TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("no alarm can be set; looking again when leases are renewed: {}", e.toString());
        }
    }

    /** One that goes off at this moment is none any more. */
    private boolean isSetWithin(Duration pause) {
        long left = hasAlarm() ? Objects.requireNonNull(alarm).getDelay(TimeUnit.MILLISECONDS) : 0;
        return left > 0 && left <= pause.toMillis();
    }

    private void renewAndLook(Runnable renewing) {
        renewing.run();
        if (!hasAlarm()) {
            look();
        }
    }

    private void renew() {
        try {
            List<Worker> renewing = workers.all();
            Set<Claim> held = new HashSet<>(
                    registry.renew(renewing.stream().map(Worker::claim).toList(), LEASE));
            renewing.forEach(worker -> {
                if (held.contains(worker.claim())) {
                    worker.renewed();
                } else {
                    worker.lose();
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.warn("leases cannot be renewed: {}", e.toString());
        }
    }

    /** {@return whether the queue will be looked at by itself} */
    private synchronized boolean hasAlarm() {
        return alarm != null && !alarm.isDone();
    }

    /** {@return whether there was a thread for it, or will be} */
    private boolean execute(Runnable work) {
        try {
            executor.execute(work);
            return true;
        } catch (RuntimeException | Error e) {
            if (!closing) {
                LOG.warn("no thread is free; trying again in {} ms: {}", NO_THREAD.toMillis(), e.toString());
            }
            return false;
        }
    }
}
