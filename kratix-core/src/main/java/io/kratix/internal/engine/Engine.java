// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.Deletion;
import io.kratix.internal.platform.PlatformReconciler;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.plugin.StoreTimes;
import io.kratix.internal.reconcile.Reconcilers;
import io.kratix.internal.reconcile.Schedulers;
import io.kratix.internal.reconcile.WorkflowSettings;
import io.kratix.internal.release.PromiseSource;
import io.kratix.internal.release.ReleaseReconciler;
import io.kratix.internal.run.PipelineSources;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.CallWatch;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.registry.Claim;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.workflow.WorkflowRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running engine: reconcilers, the dispatcher that keeps them busy, and everybody who waits for them. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Duration LEFTOVERS_EVERY = Duration.ofHours(1);
    private static final int RECONCILERS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int STORES = 8;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final int RELEASES = 2;

    private final Registry registry;
    private final StateStores stores;
    private final WorkflowRunner runner;
    private final Reconcilers reconcilers;
    private final Dispatcher dispatcher;
    private final Runnable unsubscribe;
    private final EventFeeds events;
    private final Duration closeTimeout;
    private final Object changed = new Object();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean goingRound = new AtomicBoolean();
    private final ScheduledFuture<?> rounds;
    private final RunKeeper runs;
    private final boolean leavesRuns;
    private final ScheduledFuture<?> leftovers;

    /**
     * What an engine is made of.
     *
     * @param registry what it remembers
     * @param stores the State Stores
     * @param runner runs Pipelines
     * @param applier applies what releases bring
     * @param releases where they get it from
     * @param sources the secrets and ConfigMaps that Pipelines name
     * @param workspaces a private directory for the files of runs
     * @param executor runs everything that it does
     * @param timer wakes it
     * @param clock tells the time
     * @param random spreads retries
     * @param schedulers place Works
     * @param times bound the calls of State Stores
     * @param workflows how workflows run where nobody says otherwise
     * @param pipelines how many Pipelines at once
     * @param events tells listeners what happened
     * @param leavesRuns whether runs that can outlive the engine do
     * @param platformDestination the Destination that the program named as the platform's own
     * @param closeTimeout how long {@link #close} waits for what is under way
     */
    public record Parts(
            Registry registry,
            StateStores stores,
            WorkflowRunner runner,
            Applier applier,
            PromiseSource releases,
            PipelineSources sources,
            Path workspaces,
            Executor executor,
            ScheduledExecutorService timer,
            Clock clock,
            RandomGenerator random,
            Schedulers schedulers,
            StoreTimes times,
            WorkflowSettings workflows,
            int pipelines,
            EventFeeds events,
            boolean leavesRuns,
            Optional<String> platformDestination,
            Duration closeTimeout) {}

    /**
     * Starts an engine; it goes on with whatever its registry holds.
     *
     * @param parts what it is made of
     */
    public Engine(Parts parts) {
        registry = parts.registry();
        stores = parts.stores();
        runner = parts.runner();
        closeTimeout = parts.closeTimeout();
        events = parts.events();
        reconcilers = new Reconcilers(
                registry,
                stores,
                runner,
                parts.sources(),
                parts.workspaces(),
                parts.clock(),
                parts.random(),
                parts.timer(),
                parts.schedulers(),
                parts.workflows(),
                parts.times(),
                calls(),
                parts.platformDestination(),
                parts.applier().unknownFields());
        Map<Task.Type, Reconciler> byType = new EnumMap<>(reconcilers.byType());
        byType.put(
                Task.Type.RELEASE, new ReleaseReconciler(registry, parts.applier(), parts.releases(), parts.clock()));
        byType.put(
                Task.Type.PLATFORM,
                new PlatformReconciler(
                        registry,
                        parts.applier(),
                        new Deletion(registry, stores, parts.clock()),
                        reconcilers.platform(),
                        reconcilers.placing(),
                        parts.clock()));
        dispatcher = new Dispatcher(
                registry,
                byType,
                pools(parts.pipelines(), parts.workflows().perPromise()),
                parts.executor(),
                parts.timer(),
                new Backoff(parts.random()));
        runs = new RunKeeper(registry, runner, parts.executor(), stores::mask);
        leavesRuns = parts.leavesRuns();
        Runnable subscribed = () -> {};
        try {
            // before anything is subscribed to or scheduled, so that a registry which cannot be used leaves nothing
            // behind
            if (parts.platformDestination().isPresent()) {
                registry.commit(
                        Step.builder().enqueue(PlatformDestination.task()).build());
            }
            subscribed = registry.onCommit(this::committed);
            unsubscribe = subscribed;
            Runnable round = () -> goRound(parts.executor());
            rounds = parts.timer().scheduleAtFixedRate(round, 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
            leftovers = parts.timer()
                    .scheduleAtFixedRate(
                            () -> releaseLeftovers(parts.executor()), 0, LEFTOVERS_EVERY.toSeconds(), TimeUnit.SECONDS);
        } catch (RuntimeException | Error e) {
            subscribed.run();
            dispatcher.stop();
            throw e;
        }
        dispatcher.wake();
    }

    /** Secrets may be slow to come, hence not on the timer's thread; one round at a time. */
    private void goRound(Executor executor) {
        if (isClosing() || !goingRound.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    reconcilers.rounds().make();
                } finally {
                    goingRound.set(false);
                }
            });
        } catch (RuntimeException | Error e) {
            goingRound.set(false);
            LOG.debug("no thread is free for a round; the next one is in {}", ROUND, e);
        }
    }

    /** Reconcilers come before the dispatcher that watches their calls. */
    private CallWatch calls() {
        return new CallWatch() {
            @Override
            public boolean isOurs(Claim claim) {
                return dispatcher.isOurs(claim);
            }

            @Override
            public boolean isWaitedFor(Claim claim) {
                return dispatcher.isWaitedFor(claim);
            }

            @Override
            public Call begin(Claim claim, Duration limit, Runnable whenAbandoned) throws InterruptedException {
                return dispatcher.begin(claim, limit, whenAbandoned);
            }

            @Override
            public void giveUp(Claim claim) {
                dispatcher.giveUp(claim);
            }

            @Override
            public void interrupt(String task) {
                dispatcher.interrupt(task);
            }
        };
    }

    /**
     * {@return how many threads an engine can use at once}
     *
     * @param pipelines how many Pipelines may run at once
     * @param listeners how many listeners are told of events
     */
    public static int threads(int pipelines, int listeners) {
        return RECONCILERS + STORES + RELEASES + pipelines + listeners + 1;
    }

    private static List<Pool> pools(int pipelines, int perPromise) {
        Set<Task.Type> quick = EnumSet.complementOf(EnumSet.of(Task.Type.RUN, Task.Type.STORE, Task.Type.RELEASE));
        return List.of(
                new Pool(quick, RECONCILERS, false),
                new Pool(Set.of(Task.Type.STORE), STORES, true),
                new Pool(Set.of(Task.Type.RELEASE), RELEASES, true),
                new Pool(Set.of(Task.Type.RUN), pipelines, perPromise, true));
    }

    /**
     * Waits until a condition of the registry holds.
     *
     * @param condition looked at now and after each change
     * @param limit how long to wait at the most
     * @return whether it holds
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long seen = changes.get(); !condition.getAsBoolean(); seen = changes.get()) {
            long left = millisUntil(end);
            if (left <= 0 || isClosing()) {
                return false;
            }
            // a commit whose answer is lost tells nobody
            awaitChange(seen, Math.min(left, LONGEST_WAIT_MILLIS));
        }
        return true;
    }

    /** Whoever asks for the condition keeps nobody from telling that something has changed. */
    private void awaitChange(long seen, long limitMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        synchronized (changed) {
            for (long left = limitMillis; left > 0 && changes.get() == seen; left = millisUntil(end)) {
                changed.wait(left);
            }
        }
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    private void tellOfChange() {
        synchronized (changed) {
            changes.incrementAndGet();
            changed.notifyAll();
        }
    }

    /** {@return whether nothing runs or is due} */
    public boolean isSettled() {
        return registry.isSettled();
    }

    /** {@return the tasks whose calls were given up and have not returned yet, each on a thread that is lost until then} */
    public List<String> stuck() {
        return dispatcher.stuck();
    }

    private boolean isClosing() {
        return dispatcher.isClosing();
    }

    private void committed(Step step) {
        reconcilers.committed(step);
        ChangeLog.committed(step);
        if (!step.tasks().isEmpty() || step.completion().isPresent()) {
            dispatcher.wake();
        }
        events.tell(step.events());
        tellOfChange();
    }

    /** Stops taking tasks, waits a bounded time for those under way, and closes what plugins opened. */
    @Override
    public void close() {
        rounds.cancel(false);
        leftovers.cancel(false);
        List<String> running = dispatcher.subjects(Task.Type.RUN);
        dispatcher.stop();
        tellOfChange();
        awaitIdle();
        dispatcher.abandon();
        // whoever interrupts the closing thread has waited enough for what runs, and still wants it all let go of
        boolean interrupted = Thread.interrupted();
        cancel(running);
        unsubscribe.run();
        closePlugins(interrupted);
    }

    private void closePlugins(boolean interruptedBefore) {
        Farewell farewell = new Farewell(closeTimeout, stores::mask);
        boolean interrupted = Thread.interrupted() || interruptedBefore;
        for (String name : stores.end()) {
            interrupted |= farewell.to(name, () -> stores.close(name));
        }
        interrupted |= farewell.to("the workflow runner", runner::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * {@return why the workflow runner cannot be reached; empty if it can}
     *
     * @param limit how long to wait for it
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Optional<String> problemOfRunner(Duration limit) throws InterruptedException {
        return runs.problem(limit);
    }

    private void releaseLeftovers(Executor executor) {
        try {
            executor.execute(runs::releaseLeftovers);
        } catch (RuntimeException | Error e) {
            LOG.warn("no thread is free to look for what runs have left; looking again in {}", LEFTOVERS_EVERY);
        }
    }

    /** Those that ended in time, be it by the interrupt, have been released, or are released once more. */
    private void cancel(List<String> running) {
        List<String> cancelled = leavesRuns && runner.durable() ? List.of() : running;
        try {
            runs.cancel(cancelled, closeTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitIdle() {
        long end = System.nanoTime() + closeTimeout.toNanos();
        try {
            while (!dispatcher.isIdle() && System.nanoTime() < end) {
                synchronized (changed) {
                    changed.wait(10);
                }
            }
            events.awaitTold(closeTimeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!dispatcher.isIdle()) {
            LOG.warn("closed while these were still under way: {}", dispatcher.active());
        }
    }
}
