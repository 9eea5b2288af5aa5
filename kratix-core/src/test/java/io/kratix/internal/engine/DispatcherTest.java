// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kratix.internal.step.Reconciler;
import io.kratix.internal.store.CallWatch;
import io.kratix.registry.Claim;
import io.kratix.registry.ManualClock;
import io.kratix.registry.QueueState;
import io.kratix.registry.Registry;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.PluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks are worked on as soon as they can be, by no more threads than there shall be, and none is forgotten. */
final class DispatcherTest {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final ManualClock clock = new ManualClock();
    private final BusyRegistry registry = new BusyRegistry(Registry.inMemory(clock));
    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final VirtualTimer timer = new VirtualTimer(clock);
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> attempts = new ArrayList<>();

    @Test
    void worksOnWhatIsDueOnceItIsWoken() {
        dispatcher(this::finish, pool(4, Task.Type.WORK, Task.Type.REQUEST));

        enqueue(Task.of(Task.Type.WORK, "w"), Task.of(Task.Type.REQUEST, "r"));
        executor.runAll();

        assertThat(done).containsExactly("w", "r");
        assertThat(registry.queue()).isEqualTo(new QueueState(List.of(), List.of(), List.of()));
    }

    @Test
    void wakesItselfWhenATaskBecomesDue() {
        dispatcher(this::finish, pool(4, Task.Type.WORK));
        enqueue(
                Task.of(Task.Type.WORK, "later").after(Duration.ofSeconds(9)),
                Task.of(Task.Type.WORK, "sooner").after(Duration.ofSeconds(5)));
        executor.runAll();

        passes(Duration.ofSeconds(5).minusMillis(1));
        List<String> tooEarly = List.copyOf(done);
        passes(MOMENT);
        List<String> afterFive = List.copyOf(done);
        passes(Duration.ofSeconds(4));

        assertThat(tooEarly).isEmpty();
        assertThat(afterFive).containsExactly("sooner");
        assertThat(done).containsExactly("sooner", "later");
    }

    @Test
    void neverWorksOnTwoTasksOfOneLaneAtOnce() {
        List<Integer> activeAtOnce = new ArrayList<>();
        dispatcher(
                claim -> {
                    activeAtOnce.add(registry.queue().active().size());
                    finish(claim);
                },
                pool(4, Task.Type.WORK),
                pool(4, Task.Type.STORE));

        enqueue(
                Task.of(Task.Type.WORK, "one").inLane("owner"),
                Task.of(Task.Type.STORE, "two").inLane("owner"),
                Task.of(Task.Type.WORK, "three").inLane("owner"));
        executor.runAll();

        assertThat(done).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(activeAtOnce).containsExactly(1, 1, 1);
    }

    @Test
    void worksOnNoMoreTasksOfAPoolThanItHasRoomFor() {
        dispatcher(this::finish, pool(2, Task.Type.RUN), pool(1, Task.Type.WORK));

        enqueue(IntStream.range(0, 5)
                .mapToObj(i -> Task.of(Task.Type.RUN, "r" + i))
                .toArray(Task[]::new));
        enqueue(Task.of(Task.Type.WORK, "w"));
        executor.runNext();
        QueueState busy = registry.queue();
        executor.runAll();

        assertThat(busy.active()).extracting(Task::subject).containsExactly("r0", "r1", "w");
        assertThat(busy.due()).extracting(Task::subject).containsExactly("r2", "r3", "r4");
        assertThat(done).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4", "w");
    }

    @Test
    void wakesForTheTasksOfOnePoolWhileAnotherIsFull() {
        dispatcher(this::finish, pool(1, Task.Type.STORE), pool(1, Task.Type.REQUEST));
        enqueue(Task.of(Task.Type.STORE, "slow"), Task.of(Task.Type.STORE, "waiting"));
        executor.runNext();
        Runnable slow = executor.take();

        enqueue(Task.of(Task.Type.REQUEST, "r").after(Duration.ofSeconds(5)));
        executor.runAll();
        passes(Duration.ofSeconds(6));
        List<String> meanwhile = List.copyOf(done);
        slow.run();
        executor.runAll();

        assertThat(meanwhile).containsExactly("r");
        assertThat(done).containsExactly("r", "slow", "waiting");
    }

    @Test
    void missesNoTaskThatIsAddedWhileItLooks() {
        dispatcher(this::finish, pool(4, Task.Type.WORK));
        registry.afterNextClaim(() -> enqueue(Task.of(Task.Type.WORK, "added meanwhile")));

        enqueue(Task.of(Task.Type.WORK, "first"));
        executor.runNext();

        assertThat(registry.queue().active())
                .extracting(Task::subject)
                .containsExactlyInAnyOrder("first", "added meanwhile");
    }

    @Test
    void missesNoTaskThatIsAddedWhileItLooksAndFindsNothing() {
        Dispatcher dispatcher = dispatcher(this::finish, pool(4, Task.Type.WORK));
        registry.afterNextClaim(() -> enqueue(Task.of(Task.Type.WORK, "added meanwhile")));

        dispatcher.wake();
        executor.runAll();

        assertThat(done).containsExactly("added meanwhile");
    }

    @Test
    void missesNoTaskThatBecomesDueWhileItLooks() {
        dispatcher(this::finish, pool(4, Task.Type.WORK));
        registry.afterNextClaim(() -> clock.advance(Duration.ofMillis(10)));

        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofMillis(10)));
        executor.runAll();
        passes(MOMENT);

        assertThat(done).containsExactly("w");
    }

    @Test
    void looksOnceHoweverOftenItIsWokenBefore() {
        Dispatcher dispatcher = dispatcher(this::finish, pool(4, Task.Type.WORK));

        dispatcher.wake();
        dispatcher.wake();
        dispatcher.wake();

        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void putsOffATaskThatFailsForEverLongerPauses() {
        dispatcher(
                claim -> {
                    attempts.add(claim.attempts());
                    throw new IllegalStateException("no answer");
                },
                pool(4, Task.Type.WORK));
        Task task = Task.of(Task.Type.WORK, "w");

        enqueue(task);
        executor.runAll();
        List<QueueState.Waiting> first = registry.queue().waiting();
        passes(Duration.ofMillis(502));
        List<QueueState.Waiting> second = registry.queue().waiting();

        assertThat(first).containsExactly(new QueueState.Waiting(task, Duration.ofMillis(500), "no answer"));
        assertThat(second)
                .extracting(waiting -> waiting.remaining().toSeconds())
                .containsExactly(0L);
        assertThat(second.get(0).remaining()).isGreaterThan(Duration.ofMillis(990));
        assertThat(attempts).containsExactly(0, 1);
    }

    @Test
    void putsOffATaskForAsLongAsARemoteAsks() {
        dispatcher(
                claim -> {
                    throw PluginException.unavailable("slow down").withRetryAfter(Duration.ofHours(1));
                },
                pool(4, Task.Type.STORE));
        Task task = Task.of(Task.Type.STORE, "s");

        enqueue(task);
        executor.runAll();

        assertThat(registry.queue().waiting())
                .containsExactly(new QueueState.Waiting(task, Duration.ofHours(1), "slow down"));
    }

    @Test
    void putsOffATaskWhoseClassesCannotBeLinked() {
        dispatcher(
                claim -> {
                    throw new NoClassDefFoundError("org/example/Missing");
                },
                pool(4, Task.Type.WORK));

        enqueue(Task.of(Task.Type.WORK, "w"));
        executor.runAll();

        assertThat(registry.queue().waiting())
                .extracting(QueueState.Waiting::reason)
                .containsExactly("org/example/Missing");
    }

    @Test
    void decidesAnewAfterAMomentWhenItsStepWasOvertaken() {
        dispatcher(
                claim -> {
                    attempts.add(claim.attempts());
                    if (claim.attempts() == 0) {
                        throw new StaleStepException("objects 'Promise/redis'");
                    }
                    finish(claim);
                },
                pool(4, Task.Type.WORK));
        Task task = Task.of(Task.Type.WORK, "w");

        enqueue(task);
        executor.runAll();
        List<QueueState.Waiting> waiting = registry.queue().waiting();
        passes(Duration.ofMillis(11));

        assertThat(waiting).containsExactly(new QueueState.Waiting(task, Duration.ofMillis(10), "overtaken"));
        assertThat(attempts).containsExactly(0, 1);
        assertThat(done).containsExactly("w");
    }

    @Test
    void letsOneFailingTaskKeepNoOtherFromBeingWorkedOn() {
        dispatcher(
                claim -> {
                    if (claim.task().subject().equals("bad")) {
                        throw new IllegalStateException("no answer");
                    }
                    finish(claim);
                },
                pool(1, Task.Type.WORK));

        enqueue(Task.of(Task.Type.WORK, "bad"), Task.of(Task.Type.WORK, "good"));
        executor.runAll();

        assertThat(done).containsExactly("good");
    }

    @Test
    void renewsTheLeasesOfWhatItWorksOn() {
        List<String> taken = new ArrayList<>();
        dispatcher(
                claim -> {
                    timer.advance(LEASE.multipliedBy(5));
                    registry.claim(Set.of(Task.Type.RUN), 1, LEASE)
                            .forEach(other -> taken.add(other.task().subject()));
                    finish(claim);
                },
                pool(1, Task.Type.RUN));

        enqueue(Task.of(Task.Type.RUN, "r"));
        executor.runAll();

        assertThat(taken).isEmpty();
        assertThat(done).containsExactly("r");
    }

    @Test
    void renewsTheLeasesOfWhatWaitsForAThread() {
        dispatcher(this::finish, pool(2, Task.Type.RUN));
        enqueue(Task.of(Task.Type.RUN, "r"));
        executor.runNext();

        timer.advance(LEASE.multipliedBy(5));

        assertThat(registry.claim(Set.of(Task.Type.RUN), 1, LEASE)).isEmpty();
        executor.runAll();
        assertThat(done).containsExactly("r");
    }

    @Test
    void holdsUpNoAlarmWhileTheRegistryKeepsSilent() {
        List<String> story = new ArrayList<>();
        registry.beforeNextRenewal(() -> story.add("leases are renewed"));
        dispatcher(this::finish, pool(2, Task.Type.RUN));

        timer.advance(LEASE.dividedBy(3));
        story.add("the timer goes on");
        executor.runAll();

        assertThat(story).containsExactly("the timer goes on", "leases are renewed");
    }

    @Test
    void takesOverWhatAnotherEngineLeftWhenItsLeaseHasEnded() {
        registry.commit(Step.builder().enqueue(Task.of(Task.Type.RUN, "r")).build());
        registry.claim(Set.of(Task.Type.RUN), 1, LEASE);
        Dispatcher dispatcher = dispatcher(this::finish, pool(1, Task.Type.RUN));
        dispatcher.wake();
        executor.runAll();

        passes(LEASE.minusSeconds(1));
        List<String> before = List.copyOf(done);
        passes(LEASE);

        assertThat(before).isEmpty();
        assertThat(done).containsExactly("r");
    }

    @Test
    void looksEverLessOftenForWhatNobodyTellsOfUntilSomethingHappens() {
        List<Long> looks = new ArrayList<>();
        Dispatcher dispatcher = untold(pool(1, Task.Type.WORK));
        registry.atEachClaim(() ->
                looks.add(Duration.between(ManualClock.START, clock.instant()).toSeconds()));

        dispatcher.wake();
        passesEvenly(Duration.ofSeconds(100));
        List<Long> idle = List.copyOf(looks);
        dispatcher.wake();
        passesEvenly(Duration.ofSeconds(5));

        assertThat(idle).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 61L, 91L);
        assertThat(looks.subList(idle.size(), looks.size())).containsExactly(100L, 101L, 103L);
    }

    @Test
    void findsATaskOfWhichNobodyTold() {
        Dispatcher dispatcher = untold(pool(1, Task.Type.WORK));
        dispatcher.wake();
        passesEvenly(Duration.ofSeconds(100));

        enqueue(Task.of(Task.Type.WORK, "w"));
        executor.runAll();
        List<String> atOnce = List.copyOf(done);
        passesEvenly(Poll.LONGEST);

        assertThat(atOnce).isEmpty();
        assertThat(done).containsExactly("w");
    }

    @Test
    void tellsOnceASecondWhatTheRegistryCouldNotBeTold() {
        List<Long> tries = new ArrayList<>();
        dispatcher(
                claim -> {
                    throw new IllegalStateException("no answer");
                },
                pool(1, Task.Type.WORK));
        enqueue(Task.of(Task.Type.WORK, "w"));
        registry.beforeEachCommit(() -> {
            tries.add(Duration.between(ManualClock.START, clock.instant()).toSeconds());
            throw new IllegalStateException("the registry is away");
        });

        passesEvenly(Duration.ofSeconds(6));

        assertThat(tries).containsExactly(0L, 0L, 1L, 2L, 3L, 4L, 5L);
    }

    /** {@return a dispatcher that hears of no commit} */
    private Dispatcher untold(Pool pool) {
        return new Dispatcher(
                registry, Map.of(Task.Type.WORK, this::finish), List.of(pool), executor, timer, new Backoff(() -> 0));
    }

    private void passesEvenly(Duration time) {
        Duration tick = Duration.ofMillis(100);
        for (Duration left = time; !left.isZero(); left = left.minus(tick)) {
            executor.runAll();
            timer.advance(tick);
        }
        executor.runAll();
    }

    @Test
    void looksAgainWhenNoThreadWasFreeToLook() {
        dispatcher(this::finish, pool(1, Task.Type.WORK));
        executor.refuse(1);

        assertThatCode(() -> enqueue(Task.of(Task.Type.WORK, "w"))).doesNotThrowAnyException();
        executor.runAll();
        passes(Duration.ofSeconds(2));

        assertThat(done).containsExactly("w");
    }

    @Test
    void losesNoRoomAndNoTaskWhenNoThreadWasFreeToWork() {
        dispatcher(this::finish, pool(1, Task.Type.WORK));
        enqueue(Task.of(Task.Type.WORK, "w"), Task.of(Task.Type.WORK, "x"));

        executor.refuse(2);
        executor.runAll();
        QueueState refused = registry.queue();
        passes(Duration.ofSeconds(2));

        assertThat(refused.active()).isEmpty();
        assertThat(done).containsExactlyInAnyOrder("w", "x");
    }

    @Test
    void looksAgainWhateverKeptItFromAThread() {
        dispatcher(this::finish, pool(1, Task.Type.WORK));

        executor.refuse(1, work -> {
            throw new InternalError("no native thread can be made");
        });
        assertThatCode(() -> enqueue(Task.of(Task.Type.WORK, "w"))).doesNotThrowAnyException();
        passes(Duration.ofSeconds(2));
        executor.refuse(1, work -> {
            throw new IllegalStateException("paused");
        });
        assertThatCode(() -> enqueue(Task.of(Task.Type.WORK, "x"))).doesNotThrowAnyException();
        passes(Duration.ofSeconds(2));

        assertThat(done).containsExactly("w", "x");
    }

    @Test
    void losesNoRoomAndNoTaskWhateverKeptThemFromAThread() {
        dispatcher(this::finish, pool(1, Task.Type.WORK));
        enqueue(Task.of(Task.Type.WORK, "w"), Task.of(Task.Type.WORK, "x"));

        executor.refuse(2, work -> {
            throw new InternalError("no native thread can be made");
        });
        executor.runAll();
        QueueState refused = registry.queue();
        passes(Duration.ofSeconds(2));

        assertThat(refused.active()).isEmpty();
        assertThat(done).containsExactlyInAnyOrder("w", "x");
    }

    @Test
    void worksOnNothingThatItsExecutorRefusedAndRunsAllTheSame() {
        List<String> begun = new ArrayList<>();
        dispatcher(
                claim -> {
                    begun.add(claim.task().subject());
                    finish(claim);
                },
                pool(1, Task.Type.WORK));
        enqueue(Task.of(Task.Type.WORK, "w"));
        Runnable looking = executor.take();

        executor.refuse(1, work -> {
            executor.execute(work);
            throw new InternalError("no native thread can be made");
        });
        looking.run();
        executor.runAll();
        List<String> early = List.copyOf(begun);
        passes(Duration.ofSeconds(2));

        assertThat(early).isEmpty();
        assertThat(begun).containsExactly("w");
    }

    @Test
    void looksAgainWhenAnErrorKeptItFromReadingTheQueue() {
        dispatcher(this::finish, pool(2, Task.Type.WORK));
        registry.afterNextClaim(() -> {
            throw new StackOverflowError("too deep");
        });

        enqueue(Task.of(Task.Type.WORK, "w"));
        executor.runAll();
        enqueue(Task.of(Task.Type.WORK, "x"));
        passes(Duration.ofSeconds(2));
        List<String> soon = List.copyOf(done);
        passes(LEASE.plusSeconds(20));

        assertThat(soon).containsExactly("x");
        assertThat(done)
                .as("what was claimed and not told, when its lease has ended")
                .containsExactly("x", "w");
    }

    @Test
    void goesOnRenewingAfterAnError() {
        dispatcher(this::finish, pool(2, Task.Type.RUN));
        enqueue(Task.of(Task.Type.RUN, "r"));
        executor.runNext();
        registry.beforeNextRenewal(() -> {
            throw new NoClassDefFoundError("org/example/Driver");
        });

        timer.advance(LEASE.multipliedBy(5));

        assertThat(registry.claim(Set.of(Task.Type.RUN), 1, LEASE)).isEmpty();
    }

    @Test
    void worksOnNothingTwiceAtOnceThoughItsLeaseWasLost() {
        List<String> story = new ArrayList<>();
        dispatcher(
                claim -> {
                    story.add("begins " + claim.task().subject());
                    if (claim.attempts() == 0 && claim.task().subject().equals("one")) {
                        clock.advance(LEASE.plusMillis(1));
                        enqueue(Task.of(Task.Type.RUN, "two"));
                        executor.runAll();
                    }
                    story.add("ends " + claim.task().subject());
                    finish(claim);
                },
                pool(4, Task.Type.RUN));

        enqueue(Task.of(Task.Type.RUN, "one"));
        executor.runAll();

        assertThat(story).containsExactly("begins one", "begins two", "ends two", "ends one", "begins one", "ends one");
        assertThat(done).containsExactly("two", "one");
    }

    @Test
    void takesNothingMoreOnceItIsStopped() {
        Dispatcher dispatcher = dispatcher(this::finish, pool(1, Task.Type.WORK));

        dispatcher.stop();
        enqueue(Task.of(Task.Type.WORK, "w"));
        dispatcher.wake();
        executor.runAll();
        passes(Duration.ofHours(1));

        assertThat(done).isEmpty();
        assertThat(dispatcher.isClosing()).isTrue();
        assertThat(timer.alarms()).isZero();
        assertThat(registry.queue().due()).hasSize(1);
    }

    @Test
    void givesBackWhatHadNotBegunWhenItIsStopped() {
        Dispatcher dispatcher = dispatcher(this::finish, pool(1, Task.Type.WORK));
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        executor.runNext();

        dispatcher.stop();
        boolean idleBefore = dispatcher.isIdle();
        executor.runAll();

        assertThat(idleBefore).isFalse();
        assertThat(dispatcher.isIdle()).isTrue();
        assertThat(done).isEmpty();
        assertThat(registry.queue().due()).containsExactly(task);
    }

    @Test
    void interruptsWhatWaitsForSomebodyOutsideWhenItIsStopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Dispatcher dispatcher = dispatcher(
                claim -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                },
                pool(1, Task.Type.RUN));
        Task task = Task.of(Task.Type.RUN, "r");
        enqueue(task);
        executor.runNext();
        Thread worker = start(executor.take());
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        List<String> active = dispatcher.active();
        dispatcher.stop();
        worker.join();

        assertThat(active).containsExactly("RUN r");
        assertThat(dispatcher.isIdle()).isTrue();
        assertThat(registry.queue().due()).containsExactly(task);
    }

    @Test
    void letsWhatWaitsForNobodyEndInPeaceWhenItIsStopped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Dispatcher dispatcher = dispatcher(
                claim -> {
                    begun.countDown();
                    stopped.await();
                    finish(claim);
                },
                new Pool(Set.of(Task.Type.WORK), 1, false));
        enqueue(Task.of(Task.Type.WORK, "w"));
        executor.runNext();
        Thread worker = start(executor.take());
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        dispatcher.stop();
        boolean idle = dispatcher.isIdle();
        stopped.countDown();
        worker.join();

        assertThat(idle).isFalse();
        assertThat(done).containsExactly("w");
    }

    @Test
    void interruptsACallWhoseTimeIsUpAndNothingAfterIt() {
        List<Boolean> interrupted = new ArrayList<>();
        calling(call -> {
            timer.advance(LIMIT.minusMillis(1));
            interrupted.add(Thread.currentThread().isInterrupted());
            timer.advance(MOMENT);
            interrupted.add(Thread.currentThread().isInterrupted());
            interrupted.add(call.isTooLate());
        });

        assertThat(interrupted).containsExactly(false, true, true);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(done).containsExactly("s");
    }

    @Test
    void givesUpACallThatGoesOnAfterItsInterrupt() {
        List<String> meanwhile = new ArrayList<>();
        List<String> stuck = new ArrayList<>();
        calling(call -> {
            enqueue(Task.of(Task.Type.STORE, "other"));
            timer.advance(LIMIT.plus(Worker.GRACE));
            executor.runAll();
            meanwhile.addAll(done);
            stuck.addAll(current.get(0).stuck());
            Thread.interrupted();
        });

        assertThat(meanwhile).as("what was done while the call went on").containsExactly("other");
        assertThat(done).as("what was done when it returned").containsExactly("other");
        assertThat(abandoned).containsExactly("s");
        assertThat(stuck).containsExactly("STORE s");
        assertThat(current.get(0).stuck()).as("when it has returned").isEmpty();
        assertThat(registry.queue().waiting())
                .extracting(QueueState.Waiting::reason)
                .containsExactly("given up");
    }

    @Test
    void givesTheTurnOfWhomIsGivenUpToSomebodyElse() {
        List<String> meanwhile = new ArrayList<>();
        calling(call -> {
            enqueue(Task.of(Task.Type.STORE, "other"));
            Claim claim = working.get(0);
            registry.commit(Step.builder().finish(claim).build());
            current.get(0).giveUp(claim);
            current.get(0).giveUp(claim);
            executor.runAll();
            meanwhile.addAll(done);
            meanwhile.addAll(current.get(0).stuck());
        });
        enqueue(Task.of(Task.Type.STORE, "third"), Task.of(Task.Type.STORE, "fourth"));
        executor.runNext();

        assertThat(meanwhile).containsExactly("other", "STORE s");
        assertThat(current.get(0).stuck()).isEmpty();
        assertThat(registry.queue().active()).as("room is given back once").hasSize(1);
    }

    @Test
    void endsTheCallOfATaskOnceSomebodyAsksForThat() {
        List<Boolean> interrupted = new ArrayList<>();
        calling(call -> {
            current.get(0).interrupt("STORE other");
            interrupted.add(Thread.currentThread().isInterrupted());
            current.get(0).interrupt("STORE s");
            interrupted.add(Thread.currentThread().isInterrupted());
            interrupted.add(call.isTooLate());
        });

        assertThat(interrupted).containsExactly(false, true, false);
    }

    @Test
    void endsACallWhoseLeaseIsLost() {
        List<Boolean> ours = new ArrayList<>();
        List<Boolean> interrupted = new ArrayList<>();
        calling(call -> {
            Claim claim = working.get(0);
            ours.add(current.get(0).isOurs(claim));
            clock.advance(LEASE.plusMillis(1));
            registry.claim(Set.of(Task.Type.STORE), 1, LEASE);
            timer.advance(LEASE);
            ours.add(current.get(0).isOurs(claim));
            interrupted.add(Thread.currentThread().isInterrupted());
        });

        assertThat(ours).containsExactly(true, false);
        assertThat(interrupted).containsExactly(true);
    }

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final List<Dispatcher> current = new ArrayList<>();
    private final List<Claim> working = new ArrayList<>();
    private final List<String> abandoned = new ArrayList<>();

    /** Works on task {@code s} by a call that is bounded; any other task is finished at once. */
    private void calling(Consumer<CallWatch.Call> body) {
        current.add(dispatcher(
                claim -> {
                    if (claim.task().subject().equals("s")) {
                        working.add(claim);
                        CallWatch.Call call = current.get(0).begin(claim, LIMIT, () -> abandon(claim));
                        try {
                            body.accept(call);
                        } finally {
                            call.close();
                        }
                    }
                    finish(claim);
                },
                pool(1, Task.Type.STORE)));
        enqueue(Task.of(Task.Type.STORE, "s"));
        executor.runAll();
    }

    private void abandon(Claim claim) {
        abandoned.add(claim.task().subject());
        registry.commit(
                Step.builder().retry(claim, Duration.ofHours(1), "given up").build());
    }

    private Dispatcher dispatcher(Reconciler reconciler, Pool... pools) {
        Map<Task.Type, Reconciler> reconcilers = new EnumMap<>(Task.Type.class);
        for (Task.Type type : Task.Type.values()) {
            reconcilers.put(type, reconciler);
        }
        Dispatcher dispatcher =
                new Dispatcher(registry, reconcilers, List.of(pools), executor, timer, new Backoff(() -> 0));
        registry.onCommit(step -> dispatcher.wake());
        return dispatcher;
    }

    private static Pool pool(int limit, Task.Type... types) {
        return new Pool(Set.of(types), limit, true);
    }

    private void finish(Claim claim) {
        registry.commit(Step.builder().finish(claim).build());
        done.add(claim.task().subject());
    }

    private void enqueue(Task... tasks) {
        Step.Builder step = Step.builder();
        List.of(tasks).forEach(step::enqueue);
        registry.commit(step.build());
    }

    private void passes(Duration time) {
        Duration tick = Duration.ofMillis(1);
        Duration left = time;
        for (; left.compareTo(Duration.ofSeconds(10)) > 0; left = left.minusSeconds(1)) {
            timer.advance(Duration.ofSeconds(1));
            executor.runAll();
        }
        for (; !left.isZero(); left = left.minus(tick)) {
            timer.advance(tick);
            executor.runAll();
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }
}
