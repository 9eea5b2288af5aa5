// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.Claim;
import io.kratix.registry.QueueState;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks: their times, lanes, turns and leases. */
abstract class QueueRules extends RegistryRules {
    QueueRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void isTakenInTheOrderInWhichTasksAreDue() {
        enqueue(Task.of(Task.Type.WORK, "later").after(Duration.ofSeconds(3)));
        enqueue(Task.of(Task.Type.PROMISE, "first"));
        enqueue(Task.of(Task.Type.WORK, "second"));
        enqueue(Task.of(Task.Type.REQUEST, "sooner").after(Duration.ofSeconds(2)));
        advance(Duration.ofSeconds(3));

        assertThat(subjects(registry().claim(ALL, 10, LEASE))).containsExactly("first", "second", "sooner", "later");
    }

    @Test
    void isTakenUpToALimit() {
        IntStream.range(0, 5).forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i)));

        assertThat(subjects(registry().claim(ALL, 2, LEASE))).containsExactly("w0", "w1");
        assertThat(subjects(registry().claim(ALL, 2, LEASE))).containsExactly("w2", "w3");
        assertThat(subjects(registry().claim(ALL, 2, LEASE))).containsExactly("w4");
    }

    @Test
    void isTakenByThoseWhoAskForItsType() {
        enqueue(Task.of(Task.Type.WORK, "w"));
        enqueue(Task.of(Task.Type.RUN, "r"));

        assertThat(subjects(registry().claim(Set.of(Task.Type.STORE), 10, LEASE)))
                .isEmpty();
        assertThat(subjects(registry().claim(Set.of(Task.Type.RUN), 10, LEASE))).containsExactly("r");
        assertThat(subjects(registry().claim(Set.of(Task.Type.RUN), 10, LEASE))).isEmpty();
    }

    @Test
    void waitsForItsDelay() {
        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(10)));

        advance(Duration.ofMillis(9_999));
        List<Claim> early = registry().claim(ALL, 10, LEASE);
        advance(Duration.ofMillis(1));
        List<Claim> due = registry().claim(ALL, 10, LEASE);

        assertThat(early).isEmpty();
        assertThat(subjects(due)).containsExactly("w");
    }

    @Test
    void isNotDueBeforeItsDelayIsOverHoweverShortThatIs() {
        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofNanos(1)));

        List<Claim> early = registry().claim(ALL, 10, LEASE);
        advance(Duration.ofMillis(1));

        assertThat(early).isEmpty();
        assertThat(subjects(registry().claim(ALL, 10, LEASE))).containsExactly("w");
    }

    @Test
    void takesTurnsWithTheOthersOfItsLane() {
        enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
        enqueue(Task.of(Task.Type.STORE, "two").inLane("owner"));
        enqueue(Task.of(Task.Type.WORK, "three").inLane("other"));

        List<Claim> first = registry().claim(ALL, 10, LEASE);
        List<Claim> meanwhile = registry().claim(ALL, 10, LEASE);
        registry().commit(Step.builder().finish(first.get(0)).build());
        List<Claim> after = registry().claim(ALL, 10, LEASE);

        assertThat(subjects(first)).containsExactly("one", "three");
        assertThat(meanwhile).isEmpty();
        assertThat(subjects(after)).containsExactly("two");
    }

    @Test
    void isTakenThoughManyOfABusierLaneAreDueBefore() {
        IntStream.range(0, 5)
                .forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i).inLane("busy")));
        enqueue(Task.of(Task.Type.WORK, "alone"));

        assertThat(subjects(registry().claim(ALL, 2, LEASE))).containsExactly("w0", "alone");
    }

    @Test
    void takesTurnsWithTheTasksOfOtherShares() {
        IntStream.range(0, 50)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "a" + i).sharedBy("a")));
        enqueue(Task.of(Task.Type.RUN, "b0").sharedBy("b"));
        enqueue(Task.of(Task.Type.RUN, "b1").sharedBy("b"));
        enqueue(Task.of(Task.Type.REQUEST, "c0").sharedBy("c"));

        assertThat(subjects(registry().claim(ALL, 4, LEASE))).containsExactly("a0", "b0", "c0", "a1");
        assertThat(subjects(registry().claim(ALL, 2, LEASE))).containsExactly("b1", "a2");
    }

    @Test
    void comesBeforeThoseOfAShareOfWhichMoreAreWorkedOn() {
        IntStream.range(0, 5)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "a" + i).sharedBy("a")));
        List<Claim> active = registry().claim(ALL, 3, LEASE);
        enqueue(Task.of(Task.Type.RUN, "b").sharedBy("b"));

        assertThat(subjects(registry().claim(ALL, 1, LEASE))).containsExactly("b");
        active.forEach(claim -> registry().commit(Step.builder().finish(claim).build()));
        enqueue(Task.of(Task.Type.RUN, "b2").sharedBy("b"));
        assertThat(subjects(registry().claim(ALL, 1, LEASE))).containsExactly("a3");
    }

    @Test
    void getsItsTurnHoweverManySharesThereAre() {
        IntStream.range(0, 100)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "r" + i).sharedBy("share-" + i)));

        Set<String> taken = new HashSet<>();
        IntStream.range(0, 100).forEach(i -> {
            Claim claim = registry().claim(ALL, 1, LEASE).get(0);
            taken.add(claim.task().subject());
            registry().commit(Step.builder().finish(claim).build());
        });

        assertThat(taken).hasSize(100);
    }

    @Test
    void takesTurnsWithOtherSharesThoughOneAtATimeIsWorkedOn() {
        IntStream.range(0, 5)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "a" + i).sharedBy("a")));
        enqueue(Task.of(Task.Type.RUN, "b0").sharedBy("b"));
        enqueue(Task.of(Task.Type.RUN, "b1").sharedBy("b"));

        List<String> taken =
                IntStream.range(0, 5).mapToObj(i -> takeAndFinish()).toList();

        assertThat(taken).containsExactly("a0", "b0", "a1", "b1", "a2");
    }

    private String takeAndFinish() {
        Claim claim = registry().claim(ALL, 1, LEASE).get(0);
        registry().commit(Step.builder().finish(claim).build());
        return claim.task().subject();
    }

    @Test
    void isTakenThoughTasksOfManySharesWaitForTheirTime() {
        enqueue(Task.of(Task.Type.RUN, "before").sharedBy("the-last-share"));
        takeAndFinish();
        IntStream.range(0, 100)
                .forEach(i -> enqueue(
                        Task.of(Task.Type.RUN, "r" + i).sharedBy("share-" + i).after(Duration.ofHours(1))));
        enqueue(Task.of(Task.Type.RUN, "due").sharedBy("the-last-share"));

        assertThat(subjects(registry().claim(ALL, 1, LEASE))).containsExactly("due");
    }

    @Test
    void isTakenUpToTheBoundOfItsShare() {
        IntStream.range(0, 5)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "a" + i).sharedBy("a")));
        enqueue(Task.of(Task.Type.RUN, "b").sharedBy("b"));

        List<Claim> first = registry().claim(ALL, 10, 2, LEASE);
        List<Claim> meanwhile = registry().claim(ALL, 10, 2, LEASE);
        Optional<Duration> waits = registry().untilNextTask(ALL, 2);
        enqueue(Task.of(Task.Type.RUN, "later").sharedBy("b").after(Duration.ofSeconds(7)));
        Optional<Duration> waitsForLater = registry().untilNextTask(ALL, 2);
        enqueue(Task.of(Task.Type.RUN, "nobody's"));
        List<Claim> nobodys = registry().claim(ALL, 10, 0, LEASE);
        registry().commit(Step.builder().finish(first.get(0)).build());
        Optional<Duration> due = registry().untilNextTask(ALL, 2);

        assertThat(subjects(first)).containsExactly("a0", "b", "a1");
        assertThat(meanwhile).isEmpty();
        assertThat(waits).isEmpty();
        assertThat(waitsForLater).contains(Duration.ofSeconds(7));
        assertThat(subjects(nobodys)).containsExactly("nobody's");
        assertThat(due).contains(Duration.ZERO);
        assertThat(subjects(registry().claim(ALL, 10, 2, LEASE))).containsExactly("a2");
    }

    @Test
    void keepsTheEngineFromBeingSettledWhileItIsDueOrWorkedOn() {
        boolean empty = registry().isSettled();
        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(1)));
        boolean waiting = registry().isSettled();
        advance(Duration.ofSeconds(1));
        boolean due = registry().isSettled();
        Claim claim = claimOne();
        boolean active = registry().isSettled();
        registry().commit(Step.builder().finish(claim).build());

        assertThat(List.of(empty, waiting, due, active, registry().isSettled()))
                .containsExactly(true, true, false, false, true);
    }

    @Test
    void isDoneOnceThoughManyWorkOnTheQueue() throws Exception {
        int tasks = 200;
        IntStream.range(0, tasks).forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i)));
        Queue<String> done = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                workers.add(threads.submit(() -> drain(done)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(done).hasSize(tasks).doesNotHaveDuplicates();
        assertThat(registry().isSettled()).isTrue();
    }

    private void drain(Queue<String> done) {
        while (!registry().isSettled()) {
            for (Claim claim : registry().claim(ALL, 3, LEASE)) {
                done.add(claim.task().subject());
                registry().commit(Step.builder().finish(claim).build());
            }
        }
    }

    @Test
    void keepsTheSoonerTimeWhenItIsSaidAgainWhileItWaits() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task.after(Duration.ofSeconds(10)));

        enqueue(task.after(Duration.ofSeconds(20)));
        Optional<Duration> unchanged = registry().untilNextTask(ALL, Integer.MAX_VALUE);
        enqueue(task.after(Duration.ofSeconds(5)));

        assertThat(unchanged).contains(Duration.ofSeconds(10));
        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ofSeconds(5));
        assertThat(registry().queue().waiting()).hasSize(1);
    }

    @Test
    void keepsTheSoonerTimeWhenItIsSaidTwiceInOneStep() {
        Task task = Task.of(Task.Type.WORK, "w");

        registry()
                .commit(Step.builder()
                        .enqueue(task.after(Duration.ofSeconds(5)))
                        .enqueue(task.after(Duration.ofSeconds(10)))
                        .build());

        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ofSeconds(5));
    }

    @Test
    void isLookedAtOnceMoreWhenItIsSaidAgainWhileItIsWorkedOn() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        Claim claim = claimOne();

        enqueue(task);
        enqueue(task);
        List<Claim> meanwhile = registry().claim(ALL, 10, LEASE);
        registry().commit(Step.builder().finish(claim).build());
        Claim once = claimOne();
        registry().commit(Step.builder().finish(once).build());

        assertThat(meanwhile).isEmpty();
        assertThat(once.attempts()).isZero();
        assertThat(registry().queue()).isEqualTo(empty());
    }

    @Test
    void isLookedAtOnceMoreWhenTheStepThatFinishesItSaysItAgain() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        Claim claim = claimOne();

        registry()
                .commit(Step.builder()
                        .finish(claim)
                        .enqueue(task.after(Duration.ofSeconds(5)))
                        .build());

        assertThat(registry().claim(ALL, 10, LEASE)).isEmpty();
        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ofSeconds(5));
    }

    @Test
    void keepsTheSoonestTimeOfThoseSaidWhileItIsWorkedOn() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        Claim claim = claimOne();

        enqueue(task.after(Duration.ofSeconds(20)));
        enqueue(task.after(Duration.ofSeconds(5)));
        enqueue(task.after(Duration.ofSeconds(10)));
        registry().commit(Step.builder().finish(claim).build());

        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ofSeconds(5));
    }

    @Test
    void movesToTheLaneThatItWasLastSaidInOnceItIsFinished() {
        enqueue(Task.of(Task.Type.STORE, "store").inLane("old"));
        Claim claim = claimOne();

        enqueue(Task.of(Task.Type.STORE, "store").inLane("new"));
        enqueue(Task.of(Task.Type.STORE, "neighbour").inLane("new"));
        registry().commit(Step.builder().finish(claim).build());

        assertThat(registry().claim(ALL, 10, LEASE)).hasSize(1);
    }

    @Test
    void isGoneWhenItIsFinished() {
        enqueue(Task.of(Task.Type.WORK, "w"));

        registry().commit(Step.builder().finish(claimOne()).build());

        assertThat(registry().queue()).isEqualTo(empty());
        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void tellsHowLongTheFirstOfThoseThatNobodyWorksOnHasBeenDue() {
        assertThat(registry().queue().oldest()).isEmpty();
        enqueue(Task.of(Task.Type.WORK, "first"));
        advance(Duration.ofSeconds(2));
        enqueue(Task.of(Task.Type.WORK, "second"));
        advance(Duration.ofSeconds(1));

        Optional<Duration> before = registry().queue().oldest();
        assertThat(registry().claim(ALL, 1, Duration.ofMinutes(1))).hasSize(1);
        Optional<Duration> after = registry().queue().oldest();

        assertThat(before.map(Duration::toSeconds)).contains(3L);
        assertThat(after.map(Duration::toSeconds)).contains(1L);
    }

    @Test
    void isTriedAgainAfterThePauseWithItsReasonAndItsAttempts() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);

        Claim first = claimOne();
        registry()
                .commit(Step.builder()
                        .retry(first, Duration.ofSeconds(2), "no answer")
                        .build());
        QueueState waiting = registry().queue();
        advance(Duration.ofSeconds(2));
        Claim second = claimOne();
        registry()
                .commit(Step.builder().retry(second, Duration.ZERO, "no answer").build());
        Claim third = claimOne();

        assertThat(waiting.waiting()).containsExactly(new QueueState.Waiting(task, Duration.ofSeconds(2), "no answer"));
        assertThat(List.of(first.attempts(), second.attempts(), third.attempts()))
                .containsExactly(0, 1, 2);
    }

    @Test
    void beginsToCountAnewOnceItHasSucceeded() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        registry()
                .commit(Step.builder()
                        .retry(claimOne(), Duration.ZERO, "no answer")
                        .build());
        Claim again = claimOne();
        enqueue(task);

        registry().commit(Step.builder().finish(again).build());

        assertThat(claimOne().attempts()).isZero();
    }

    @Test
    void isNotHeldUpByItsPauseWhenItWasSaidAgainMeanwhile() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        Claim claim = claimOne();

        enqueue(task);
        registry()
                .commit(Step.builder()
                        .retry(claim, Duration.ofMinutes(5), "no answer")
                        .build());

        assertThat(claimOne().attempts()).isEqualTo(1);
    }

    @Test
    void goesToTheNextWhenTheLeaseOfItsClaimHasEnded() {
        enqueue(Task.of(Task.Type.WORK, "w"));
        Claim old = claimOne();

        advance(LEASE.plusMillis(1));
        Claim next = claimOne();

        assertThat(next.task()).isEqualTo(old.task());
        assertThat(next.attempts()).isEqualTo(1);
        assertThatThrownBy(() -> registry()
                        .commit(Step.builder()
                                .create(Table.OBJECTS, object("late"))
                                .finish(old)
                                .build()))
                .isInstanceOf(StaleStepException.class);
        assertThat(find("late")).isEmpty();
        assertThatCode(() -> registry().commit(Step.builder().finish(next).build()))
                .doesNotThrowAnyException();
    }

    @Test
    void goesToTheNextAtOnceThoughItWasSaidAgainForLater() {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        claimOne();
        enqueue(task.after(Duration.ofHours(1)));

        advance(LEASE.plusMillis(1));

        assertThat(subjects(registry().claim(ALL, 10, LEASE))).containsExactly("w");
    }

    @Test
    void givesItsLaneFreeWhenTheLeaseOfItsClaimHasEnded() {
        enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
        claimOne();
        enqueue(Task.of(Task.Type.STORE, "two").inLane("owner"));

        advance(LEASE.plusMillis(1));

        assertThat(subjects(registry().claim(Set.of(Task.Type.STORE), 10, LEASE)))
                .containsExactly("two");
    }

    @Test
    void staysWithWhoeverRenewsTheClaim() {
        enqueue(Task.of(Task.Type.WORK, "w"));
        Claim claim = claimOne();

        advance(LEASE.minusSeconds(1));
        List<Claim> renewed = registry().renew(List.of(claim), LEASE);
        advance(LEASE.minusSeconds(1));

        assertThat(renewed).containsExactly(claim);
        assertThat(registry().claim(ALL, 10, LEASE)).isEmpty();
        assertThatCode(() -> registry().commit(Step.builder().finish(claim).build()))
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotComeBackByRenewingAClaimThatWasLost() {
        enqueue(Task.of(Task.Type.WORK, "w"));
        Claim lost = claimOne();
        advance(LEASE.plusMillis(1));
        Claim next = claimOne();

        List<Claim> renewed = registry().renew(List.of(lost, next), LEASE);
        advance(LEASE.plusMillis(1));

        assertThat(renewed).containsExactly(next);
        assertThat(registry().claim(ALL, 10, LEASE)).hasSize(1);
        assertThatThrownBy(() -> registry().commit(Step.builder().finish(next).build()))
                .isInstanceOf(StaleStepException.class);
    }

    @Test
    void isWaitedForUntilItIsDue() {
        Optional<Duration> none = registry().untilNextTask(ALL, Integer.MAX_VALUE);
        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(7)));
        enqueue(Task.of(Task.Type.RUN, "r").after(Duration.ofSeconds(9)));
        Optional<Duration> soonest = registry().untilNextTask(ALL, Integer.MAX_VALUE);
        advance(Duration.ofSeconds(8));

        assertThat(none).isEmpty();
        assertThat(soonest).contains(Duration.ofSeconds(7));
        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ZERO);
    }

    @Test
    void isNotWaitedForWhileItsLaneIsBusy() {
        enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
        claimOne();
        enqueue(Task.of(Task.Type.WORK, "two").inLane("owner"));
        Optional<Duration> busy = registry().untilNextTask(ALL, Integer.MAX_VALUE);
        enqueue(Task.of(Task.Type.WORK, "three").after(Duration.ofSeconds(3)));

        assertThat(busy).isEmpty();
        assertThat(registry().untilNextTask(ALL, Integer.MAX_VALUE)).contains(Duration.ofSeconds(3));
    }

    @Test
    void showsInTheQueueAsActiveDueOrWaiting() {
        Task active = Task.of(Task.Type.RUN, "active");
        Task due = Task.of(Task.Type.WORK, "due");
        Task waiting = Task.of(Task.Type.STORE, "waiting").after(Duration.ofSeconds(5));
        enqueue(active);
        claimOne();
        enqueue(waiting);
        enqueue(due);
        advance(Duration.ofSeconds(1));

        QueueState queue = registry().queue();

        assertThat(queue.active()).containsExactly(active);
        assertThat(queue.due()).containsExactly(due);
        assertThat(queue.waiting())
                .containsExactly(new QueueState.Waiting(waiting.after(Duration.ZERO), Duration.ofSeconds(4), ""));
    }

    @Test
    void isCountedWhollyAndShownInItsFirstTasks() {
        int many = QueueState.MOST_SHOWN + 30;
        IntStream.range(0, many)
                .forEach(i -> enqueue(Task.of(Task.Type.RUN, "active-" + i).sharedBy("share-" + i % 3)));
        assertThat(registry().claim(ALL, many, LEASE)).isNotEmpty();
        long active = registry().queue().size().active();
        IntStream.range(0, many)
                .forEach(i -> enqueue(Task.of(Task.Type.WORK, "due-" + i).sharedBy("share-" + i % 7)));
        IntStream.range(0, many)
                .forEach(i -> enqueue(Task.of(Task.Type.STORE, "waiting-" + i)
                        .sharedBy("share-" + i % 7)
                        .after(Duration.ofSeconds(1 + many - i))));

        QueueState queue = registry().queue();

        assertThat(queue.size()).isEqualTo(new QueueState.Size(active, 2L * many - active, many));
        assertThat(queue.active()).hasSize((int) Math.min(active, QueueState.MOST_SHOWN));
        assertThat(queue.due()).hasSize(QueueState.MOST_SHOWN);
        assertThat(queue.waiting()).hasSize(QueueState.MOST_SHOWN);
        assertThat(queue.due()).extracting(Task::subject).contains("due-0", "due-1", "due-2");
        assertThat(queue.waiting().get(0).task().subject()).isEqualTo("waiting-" + (many - 1));
        assertThat(queue.waiting().get(0).remaining()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tellsTheFirstThatWaitWithAReason() {
        List<Claim> claims = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i)));
        claims.addAll(registry().claim(ALL, 3, LEASE));
        IntStream.range(0, 3).forEach(i -> registry()
                .commit(Step.builder()
                        .retry(claims.get(i), Duration.ofSeconds(9 - i), "no answer " + i)
                        .build()));
        enqueue(Task.of(Task.Type.STORE, "planned").after(Duration.ofSeconds(8)));

        List<QueueState.Waiting> retries = registry().retries(2);
        advance(Duration.ofSeconds(7));
        List<QueueState.Waiting> later = registry().retries(2);

        assertThat(retries)
                .containsExactly(
                        new QueueState.Waiting(Task.of(Task.Type.WORK, "w2"), Duration.ofSeconds(7), "no answer 2"),
                        new QueueState.Waiting(Task.of(Task.Type.WORK, "w1"), Duration.ofSeconds(8), "no answer 1"));
        assertThat(later).extracting(QueueState.Waiting::reason).containsExactly("no answer 1", "no answer 0");
        assertThat(claimOne().task().subject()).isEqualTo("w2");
        assertThat(registry().retries(9)).hasSize(2);
    }

    @Test
    void tellsWhatWaitsAboutSomething() {
        enqueue(Task.of(Task.Type.WORK, "due"));
        enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(2)));
        enqueue(Task.of(Task.Type.STORE, "w").after(Duration.ofSeconds(1)));
        enqueue(Task.of(Task.Type.WORK, "other").after(Duration.ofSeconds(2)));

        assertThat(registry().waiting("w"))
                .containsExactly(
                        new QueueState.Waiting(Task.of(Task.Type.STORE, "w"), Duration.ofSeconds(1), ""),
                        new QueueState.Waiting(Task.of(Task.Type.WORK, "w"), Duration.ofSeconds(2), ""));
        assertThat(registry().waiting("due")).isEmpty();
        assertThat(registry().waiting("nobody")).isEmpty();
    }

    private QueueState empty() {
        return new QueueState(List.of(), List.of(), List.of());
    }
}
