// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What holds for every registry, whatever keeps its entries. */
abstract class RegistryBehaviour {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Set<Task.Type> ALL = EnumSet.allOf(Task.Type.class);
    private static final ObjectReference SUBJECT = ObjectReference.promise("redis");

    private final ManualClock clock = new ManualClock();
    private Registry registry;

    /**
     * {@return an empty registry}
     *
     * @param clock decides when tasks are due
     */
    abstract Registry open(Clock clock);

    @BeforeEach
    void openRegistry() {
        registry = open(clock);
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Nested
    @DisplayName("A step")
    class Steps {
        @Test
        void isCommittedWhole() {
            Stored<RegisteredObject> updated = stored(object("updated"));
            Stored<RegisteredObject> removed = stored(object("removed"));

            registry.commit(Step.builder()
                    .create(Table.OBJECTS, object("created"))
                    .update(updated, object("updated", "2"))
                    .remove(removed)
                    .enqueue(Task.of(Task.Type.PROMISE, "redis"))
                    .event(event("Done"))
                    .build());

            assertThat(values(Query.all())).containsExactly(object("created"), object("updated", "2"));
            assertThat(registry.queue().due()).containsExactly(Task.of(Task.Type.PROMISE, "redis"));
            assertThat(registry.events("")).containsExactly(event("Done"));
        }

        @Test
        void leavesNothingWhenAnExpectationIsStale() {
            Stored<RegisteredObject> read = stored(object("read"));
            registry.commit(Step.builder().update(read, object("read", "2")).build());

            Step stale = everything().expect(read).build();

            assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenAnExpectedEntryIsGone() {
            Stored<RegisteredObject> read = stored(object("read"));
            registry.commit(Step.builder().remove(read).build());

            Step stale = everything().expect(read).build();

            assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenAWriteIsStale() {
            Stored<RegisteredObject> read = stored(object("read"));
            registry.commit(Step.builder().update(read, object("read", "2")).build());

            Step stale = everything().update(read, object("read", "3")).build();

            assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenARemovalIsStale() {
            Stored<RegisteredObject> read = stored(object("read"));
            registry.commit(Step.builder().update(read, object("read", "2")).build());

            Step stale = everything().remove(read).build();

            assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenItCreatesWhatIsThere() {
            stored(object("there"));

            Step stale =
                    everything().create(Table.OBJECTS, object("there", "2")).build();

            assertRefused(stale, "objects 'Promise/there' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenItsClaimIsGone() {
            enqueue(Task.of(Task.Type.WORK, "w"));
            Claim claim = claimOne();
            registry.commit(Step.builder().finish(claim).build());

            Step stale = everything().finish(claim).build();

            assertRefused(stale, "the claim on 'WORK w' has changed since the step was decided");
        }

        @Test
        void leavesNothingWhenTheLaterOfItsWritesIsStale() {
            Stored<RegisteredObject> fresh = stored(object("fresh"));
            Stored<RegisteredObject> read = stored(object("read"));
            registry.commit(Step.builder().update(read, object("read", "2")).build());

            Step stale = everything()
                    .update(fresh, object("fresh", "2"))
                    .update(read, object("read", "3"))
                    .build();

            assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
        }

        @Test
        void dependsOnAnEntryThatItLeavesAsItIs() {
            Stored<RegisteredObject> read = stored(object("read"));

            Step step = Step.builder().update(read, object("read")).build();
            registry.commit(step);

            assertThat(step.writes()).isEmpty();
            assertThat(step.expectations()).hasSize(1);
            assertThat(find("read")).contains(read);
        }

        @Test
        void writesNoEntryTwice() {
            Step.Builder step = Step.builder().create(Table.OBJECTS, object("one"));

            assertThatThrownBy(() -> step.create(Table.OBJECTS, object("one", "2")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a step writes objects 'Promise/one' twice");
        }

        @Test
        void replacesAnEntryByOneOfTheSameKeyAlone() {
            Stored<RegisteredObject> read = stored(object("read"));
            Step.Builder step = Step.builder();

            assertThatThrownBy(() -> step.update(read, object("other")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("objects 'Promise/read' cannot become 'Promise/other': the key stays");
        }

        @Test
        void isToldToListenersOnceItIsCommitted() {
            List<Step> told = new ArrayList<>();
            Runnable end = registry.onCommit(told::add);
            Step first = Step.builder().create(Table.OBJECTS, object("one")).build();
            Step refused = Step.builder().create(Table.OBJECTS, object("one")).build();

            registry.commit(first);
            assertThatThrownBy(() -> registry.commit(refused)).isInstanceOf(StaleStepException.class);
            end.run();
            registry.commit(Step.builder().create(Table.OBJECTS, object("two")).build());

            assertThat(told).containsExactly(first);
        }

        @Test
        void winsAloneAgainstAnotherThatWritesTheSameEntry() throws Exception {
            int rounds = 200;
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                for (int round = 0; round < rounds; round++) {
                    Stored<RegisteredObject> read = stored(object("round-" + round));
                    CyclicBarrier start = new CyclicBarrier(2);

                    Future<Boolean> one = threads.submit(committing(start, read, "one"));
                    Future<Boolean> other = threads.submit(committing(start, read, "other"));

                    assertThat(List.of(one.get(), other.get())).containsExactlyInAnyOrder(true, false);
                    String winner = one.get() ? "one" : "other";
                    assertThat(find("round-" + round).orElseThrow().value())
                            .isEqualTo(object("round-" + round, winner));
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(registry.events("")).hasSize(rounds);
        }

        private Callable<Boolean> committing(CyclicBarrier start, Stored<RegisteredObject> read, String by) {
            Step step = Step.builder()
                    .update(read, object(read.value().reference().name(), by))
                    .event(event(by))
                    .build();
            return () -> {
                start.await();
                try {
                    registry.commit(step);
                    return true;
                } catch (StaleStepException e) {
                    return false;
                }
            };
        }

        private Step.Builder everything() {
            return Step.builder()
                    .create(Table.OBJECTS, object("never"))
                    .enqueue(Task.of(Task.Type.PROMISE, "never"))
                    .event(event("Never"));
        }

        private void assertRefused(Step step, String message) {
            List<RegisteredObject> before = values(Query.all());
            QueueState queue = registry.queue();

            assertThatThrownBy(() -> registry.commit(step))
                    .isInstanceOf(StaleStepException.class)
                    .hasMessage(message);

            assertThat(values(Query.all())).isEqualTo(before);
            assertThat(registry.queue()).isEqualTo(queue);
            assertThat(registry.events("")).isEmpty();
        }
    }

    @Nested
    @DisplayName("An entry")
    class Entries {
        @Test
        void isFoundByItsKeyInItsTable() {
            Stored<RegisteredObject> stored = stored(object("redis"));

            assertThat(stored.table()).isEqualTo(Table.OBJECTS);
            assertThat(stored.key()).isEqualTo("Promise/redis");
            assertThat(stored.value()).isEqualTo(object("redis"));
            assertThat(registry.find(Table.OBJECTS, "Promise/postgres")).isEmpty();
            assertThat(registry.find(Table.WORKS, "Promise/redis")).isEmpty();
        }

        @Test
        void getsALaterVersionWithEachChange() {
            Stored<RegisteredObject> first = stored(object("redis"));

            registry.commit(Step.builder().update(first, object("redis", "2")).build());

            assertThat(find("redis").orElseThrow().version()).isGreaterThan(first.version());
        }

        @Test
        void neverGetsAVersionAgainWhenItWasRemovedAndMadeAnew() {
            Stored<RegisteredObject> first = stored(object("redis"));

            registry.commit(Step.builder().remove(first).build());
            Stored<RegisteredObject> second = stored(object("redis"));

            assertThat(second.version()).isGreaterThan(first.version());
            assertThatThrownBy(
                            () -> registry.commit(Step.builder().expect(first).build()))
                    .isInstanceOf(StaleStepException.class);
        }

        @Test
        void isFoundByItsIndexes() {
            stored(request("b", "redis"));
            stored(request("a", "redis"));
            stored(request("c", "postgres"));

            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).containsExactly("a", "b");
            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "postgres")))
                    .containsExactly("c");
            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "kafka"))).isEmpty();
            assertThat(names(Query.where(RegisteredObject.BY_KIND, "marketplace.kratix.io/redis")))
                    .containsExactly("a", "b", "c");
        }

        @Test
        void movesInAnIndexWhenItChanges() {
            Stored<RegisteredObject> before = stored(request("a", "redis"));

            registry.commit(
                    Step.builder().update(before, request("a", "postgres")).build());

            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).isEmpty();
            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "postgres")))
                    .containsExactly("a");
        }

        @Test
        void leavesItsIndexesWhenItIsRemoved() {
            stored(request("a", "redis"));
            Stored<RegisteredObject> removed = stored(request("b", "redis"));

            registry.commit(Step.builder().remove(removed).build());

            assertThat(names(Query.where(RegisteredObject.BY_PROMISE, "redis"))).containsExactly("a");
            assertThat(names(Query.all())).containsExactly("a");
        }

        @Test
        void isListedInTheOrderOfKeysPageByPage() {
            for (String name : List.of("d", "a", "c", "e", "b")) {
                stored(object(name));
            }

            List<Stored<RegisteredObject>> first =
                    registry.list(Table.OBJECTS, Query.all().limit(2));
            List<Stored<RegisteredObject>> second = registry.list(
                    Table.OBJECTS, Query.all().limit(2).after(first.get(1).key()));
            List<Stored<RegisteredObject>> third = registry.list(
                    Table.OBJECTS, Query.all().limit(2).after(second.get(1).key()));

            assertThat(first).extracting(Stored::key).containsExactly("Promise/a", "Promise/b");
            assertThat(second).extracting(Stored::key).containsExactly("Promise/c", "Promise/d");
            assertThat(third).extracting(Stored::key).containsExactly("Promise/e");
        }

        @Test
        void isListedPageByPageFromAnIndexToo() {
            for (String name : List.of("c", "a", "b")) {
                stored(request(name, "redis"));
                stored(request("x" + name, "postgres"));
            }
            Query redis = Query.where(RegisteredObject.BY_PROMISE, "redis").limit(2);

            List<Stored<RegisteredObject>> first = registry.list(Table.OBJECTS, redis);
            List<Stored<RegisteredObject>> second =
                    registry.list(Table.OBJECTS, redis.after(first.get(1).key()));

            assertThat(first)
                    .extracting(stored -> stored.value().reference().name())
                    .containsExactly("a", "b");
            assertThat(second)
                    .extracting(stored -> stored.value().reference().name())
                    .containsExactly("c");
        }

        @Test
        void needsNotBeThereForAPageToBeginAfterItsKey() {
            stored(object("a"));
            stored(object("c"));

            assertThat(names(Query.all().after("Promise/b"))).containsExactly("c");
            assertThat(names(Query.all().after("Promise/c"))).isEmpty();
        }
    }

    @Nested
    @DisplayName("A content")
    class Contents {
        @Test
        void isKeptByteForByte() {
            byte[] bytes = {0, 1, -1, 10, 13};

            Content kept = registry.keep(Content.of(bytes));

            assertThat(kept.bytes()).isEqualTo(bytes);
            assertThat(kept.size()).isEqualTo(5);
            assertThat(kept.sha256()).isEqualTo(Content.of(bytes).sha256());
        }

        @Test
        void isReadOnceWhenItIsKept() {
            List<String> opened = new ArrayList<>();
            Content source = Content.of(4, () -> {
                opened.add("once");
                return Content.of("text").open();
            });

            Content kept = registry.keep(source);

            assertThat(kept.bytes()).asString().isEqualTo("text");
            assertThat(kept.bytes()).asString().isEqualTo("text");
            assertThat(opened).hasSize(1);
        }

        @Test
        void isKeptAgainAtNoCost() {
            Content kept = registry.keep(Content.of("text"));

            Content again = registry.keep(kept);

            assertThat(again.sha256()).isEqualTo(kept.sha256());
            assertThat(again.bytes()).asString().isEqualTo("text");
        }
    }

    @Nested
    @DisplayName("A task")
    class Queue {
        @Test
        void isTakenInTheOrderInWhichTasksAreDue() {
            enqueue(Task.of(Task.Type.WORK, "later").after(Duration.ofSeconds(3)));
            enqueue(Task.of(Task.Type.PROMISE, "first"));
            enqueue(Task.of(Task.Type.WORK, "second"));
            enqueue(Task.of(Task.Type.REQUEST, "sooner").after(Duration.ofSeconds(2)));
            clock.advance(Duration.ofSeconds(3));

            assertThat(subjects(registry.claim(ALL, 10, LEASE))).containsExactly("first", "second", "sooner", "later");
        }

        @Test
        void isTakenUpToALimit() {
            IntStream.range(0, 5).forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i)));

            assertThat(subjects(registry.claim(ALL, 2, LEASE))).containsExactly("w0", "w1");
            assertThat(subjects(registry.claim(ALL, 2, LEASE))).containsExactly("w2", "w3");
            assertThat(subjects(registry.claim(ALL, 2, LEASE))).containsExactly("w4");
        }

        @Test
        void isTakenByThoseWhoAskForItsType() {
            enqueue(Task.of(Task.Type.WORK, "w"));
            enqueue(Task.of(Task.Type.RUN, "r"));

            assertThat(subjects(registry.claim(Set.of(Task.Type.STORE), 10, LEASE)))
                    .isEmpty();
            assertThat(subjects(registry.claim(Set.of(Task.Type.RUN), 10, LEASE)))
                    .containsExactly("r");
            assertThat(subjects(registry.claim(Set.of(Task.Type.RUN), 10, LEASE)))
                    .isEmpty();
        }

        @Test
        void waitsForItsDelay() {
            enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(10)));

            clock.advance(Duration.ofMillis(9_999));
            List<Claim> early = registry.claim(ALL, 10, LEASE);
            clock.advance(Duration.ofMillis(1));
            List<Claim> due = registry.claim(ALL, 10, LEASE);

            assertThat(early).isEmpty();
            assertThat(subjects(due)).containsExactly("w");
        }

        @Test
        void takesTurnsWithTheOthersOfItsLane() {
            enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
            enqueue(Task.of(Task.Type.STORE, "two").inLane("owner"));
            enqueue(Task.of(Task.Type.WORK, "three").inLane("other"));

            List<Claim> first = registry.claim(ALL, 10, LEASE);
            List<Claim> meanwhile = registry.claim(ALL, 10, LEASE);
            registry.commit(Step.builder().finish(first.get(0)).build());
            List<Claim> after = registry.claim(ALL, 10, LEASE);

            assertThat(subjects(first)).containsExactly("one", "three");
            assertThat(meanwhile).isEmpty();
            assertThat(subjects(after)).containsExactly("two");
        }

        @Test
        void isTakenThoughManyOfABusierLaneAreDueBefore() {
            IntStream.range(0, 5)
                    .forEach(i -> enqueue(Task.of(Task.Type.WORK, "w" + i).inLane("busy")));
            enqueue(Task.of(Task.Type.WORK, "alone"));

            assertThat(subjects(registry.claim(ALL, 2, LEASE))).containsExactly("w0", "alone");
        }

        @Test
        void keepsTheSoonerTimeWhenItIsSaidAgainWhileItWaits() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task.after(Duration.ofSeconds(10)));

            enqueue(task.after(Duration.ofSeconds(20)));
            Optional<Duration> unchanged = registry.untilNextTask(ALL);
            enqueue(task.after(Duration.ofSeconds(5)));

            assertThat(unchanged).contains(Duration.ofSeconds(10));
            assertThat(registry.untilNextTask(ALL)).contains(Duration.ofSeconds(5));
            assertThat(registry.queue().waiting()).hasSize(1);
        }

        @Test
        void keepsTheSoonerTimeWhenItIsSaidTwiceInOneStep() {
            Task task = Task.of(Task.Type.WORK, "w");

            registry.commit(Step.builder()
                    .enqueue(task.after(Duration.ofSeconds(5)))
                    .enqueue(task.after(Duration.ofSeconds(10)))
                    .build());

            assertThat(registry.untilNextTask(ALL)).contains(Duration.ofSeconds(5));
        }

        @Test
        void isLookedAtOnceMoreWhenItIsSaidAgainWhileItIsWorkedOn() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            Claim claim = claimOne();

            enqueue(task);
            enqueue(task);
            List<Claim> meanwhile = registry.claim(ALL, 10, LEASE);
            registry.commit(Step.builder().finish(claim).build());
            Claim once = claimOne();
            registry.commit(Step.builder().finish(once).build());

            assertThat(meanwhile).isEmpty();
            assertThat(once.attempts()).isZero();
            assertThat(registry.queue()).isEqualTo(empty());
        }

        @Test
        void isLookedAtOnceMoreWhenTheStepThatFinishesItSaysItAgain() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            Claim claim = claimOne();

            registry.commit(Step.builder()
                    .finish(claim)
                    .enqueue(task.after(Duration.ofSeconds(5)))
                    .build());

            assertThat(registry.claim(ALL, 10, LEASE)).isEmpty();
            assertThat(registry.untilNextTask(ALL)).contains(Duration.ofSeconds(5));
        }

        @Test
        void keepsTheSoonestTimeOfThoseSaidWhileItIsWorkedOn() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            Claim claim = claimOne();

            enqueue(task.after(Duration.ofSeconds(20)));
            enqueue(task.after(Duration.ofSeconds(5)));
            enqueue(task.after(Duration.ofSeconds(10)));
            registry.commit(Step.builder().finish(claim).build());

            assertThat(registry.untilNextTask(ALL)).contains(Duration.ofSeconds(5));
        }

        @Test
        void movesToTheLaneThatItWasLastSaidInOnceItIsFinished() {
            enqueue(Task.of(Task.Type.STORE, "store").inLane("old"));
            Claim claim = claimOne();

            enqueue(Task.of(Task.Type.STORE, "store").inLane("new"));
            enqueue(Task.of(Task.Type.STORE, "neighbour").inLane("new"));
            registry.commit(Step.builder().finish(claim).build());

            assertThat(registry.claim(ALL, 10, LEASE)).hasSize(1);
        }

        @Test
        void isGoneWhenItIsFinished() {
            enqueue(Task.of(Task.Type.WORK, "w"));

            registry.commit(Step.builder().finish(claimOne()).build());

            assertThat(registry.queue()).isEqualTo(empty());
            assertThat(registry.untilNextTask(ALL)).isEmpty();
        }

        @Test
        void isTriedAgainAfterThePauseWithItsReasonAndItsAttempts() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);

            Claim first = claimOne();
            registry.commit(Step.builder()
                    .retry(first, Duration.ofSeconds(2), "no answer")
                    .build());
            QueueState waiting = registry.queue();
            clock.advance(Duration.ofSeconds(2));
            Claim second = claimOne();
            registry.commit(
                    Step.builder().retry(second, Duration.ZERO, "no answer").build());
            Claim third = claimOne();

            assertThat(waiting.waiting())
                    .containsExactly(new QueueState.Waiting(task, Duration.ofSeconds(2), "no answer"));
            assertThat(List.of(first.attempts(), second.attempts(), third.attempts()))
                    .containsExactly(0, 1, 2);
        }

        @Test
        void beginsToCountAnewOnceItHasSucceeded() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            registry.commit(
                    Step.builder().retry(claimOne(), Duration.ZERO, "no answer").build());
            Claim again = claimOne();
            enqueue(task);

            registry.commit(Step.builder().finish(again).build());

            assertThat(claimOne().attempts()).isZero();
        }

        @Test
        void isNotHeldUpByItsPauseWhenItWasSaidAgainMeanwhile() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            Claim claim = claimOne();

            enqueue(task);
            registry.commit(Step.builder()
                    .retry(claim, Duration.ofMinutes(5), "no answer")
                    .build());

            assertThat(claimOne().attempts()).isEqualTo(1);
        }

        @Test
        void goesToTheNextWhenTheLeaseOfItsClaimHasEnded() {
            enqueue(Task.of(Task.Type.WORK, "w"));
            Claim old = claimOne();

            clock.advance(LEASE.plusMillis(1));
            Claim next = claimOne();

            assertThat(next.task()).isEqualTo(old.task());
            assertThat(next.attempts()).isEqualTo(1);
            assertThatThrownBy(() -> registry.commit(Step.builder()
                            .create(Table.OBJECTS, object("late"))
                            .finish(old)
                            .build()))
                    .isInstanceOf(StaleStepException.class);
            assertThat(find("late")).isEmpty();
            assertThatCode(() -> registry.commit(Step.builder().finish(next).build()))
                    .doesNotThrowAnyException();
        }

        @Test
        void goesToTheNextAtOnceThoughItWasSaidAgainForLater() {
            Task task = Task.of(Task.Type.WORK, "w");
            enqueue(task);
            claimOne();
            enqueue(task.after(Duration.ofHours(1)));

            clock.advance(LEASE.plusMillis(1));

            assertThat(subjects(registry.claim(ALL, 10, LEASE))).containsExactly("w");
        }

        @Test
        void givesItsLaneFreeWhenTheLeaseOfItsClaimHasEnded() {
            enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
            claimOne();
            enqueue(Task.of(Task.Type.STORE, "two").inLane("owner"));

            clock.advance(LEASE.plusMillis(1));

            assertThat(subjects(registry.claim(Set.of(Task.Type.STORE), 10, LEASE)))
                    .containsExactly("two");
        }

        @Test
        void staysWithWhoeverRenewsTheClaim() {
            enqueue(Task.of(Task.Type.WORK, "w"));
            Claim claim = claimOne();

            clock.advance(LEASE.minusSeconds(1));
            List<Claim> renewed = registry.renew(List.of(claim), LEASE);
            clock.advance(LEASE.minusSeconds(1));

            assertThat(renewed).containsExactly(claim);
            assertThat(registry.claim(ALL, 10, LEASE)).isEmpty();
            assertThatCode(() -> registry.commit(Step.builder().finish(claim).build()))
                    .doesNotThrowAnyException();
        }

        @Test
        void doesNotComeBackByRenewingAClaimThatWasLost() {
            enqueue(Task.of(Task.Type.WORK, "w"));
            Claim lost = claimOne();
            clock.advance(LEASE.plusMillis(1));
            Claim next = claimOne();

            List<Claim> renewed = registry.renew(List.of(lost, next), LEASE);
            clock.advance(LEASE.plusMillis(1));

            assertThat(renewed).containsExactly(next);
            assertThat(registry.claim(ALL, 10, LEASE)).hasSize(1);
            assertThatThrownBy(() -> registry.commit(Step.builder().finish(next).build()))
                    .isInstanceOf(StaleStepException.class);
        }

        @Test
        void isWaitedForUntilItIsDue() {
            Optional<Duration> none = registry.untilNextTask(ALL);
            enqueue(Task.of(Task.Type.WORK, "w").after(Duration.ofSeconds(7)));
            enqueue(Task.of(Task.Type.RUN, "r").after(Duration.ofSeconds(9)));
            Optional<Duration> soonest = registry.untilNextTask(ALL);
            clock.advance(Duration.ofSeconds(8));

            assertThat(none).isEmpty();
            assertThat(soonest).contains(Duration.ofSeconds(7));
            assertThat(registry.untilNextTask(ALL)).contains(Duration.ZERO);
        }

        @Test
        void isNotWaitedForWhileItsLaneIsBusy() {
            enqueue(Task.of(Task.Type.WORK, "one").inLane("owner"));
            claimOne();
            enqueue(Task.of(Task.Type.WORK, "two").inLane("owner"));
            Optional<Duration> busy = registry.untilNextTask(ALL);
            enqueue(Task.of(Task.Type.WORK, "three").after(Duration.ofSeconds(3)));

            assertThat(busy).isEmpty();
            assertThat(registry.untilNextTask(ALL)).contains(Duration.ofSeconds(3));
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
            clock.advance(Duration.ofSeconds(1));

            QueueState queue = registry.queue();

            assertThat(queue.active()).containsExactly(active);
            assertThat(queue.due()).containsExactly(due);
            assertThat(queue.waiting()).containsExactly(new QueueState.Waiting(waiting, Duration.ofSeconds(4), ""));
        }

        private QueueState empty() {
            return new QueueState(List.of(), List.of(), List.of());
        }
    }

    @Nested
    @DisplayName("An event")
    class Events {
        @Test
        void isFoundByItsObjectAndInOrder() {
            Event other = new Event(
                    ManualClock.START, Event.Type.WARNING, ObjectReference.promise("kafka"), "Else", "something else");
            registry.commit(Step.builder().event(event("One")).event(other).build());
            registry.commit(Step.builder().event(event("Two")).build());

            assertThat(registry.events("")).containsExactly(event("One"), other, event("Two"));
            assertThat(registry.events("Promise/redis")).containsExactly(event("One"), event("Two"));
            assertThat(registry.events("Promise/postgres")).isEmpty();
        }

        @Test
        void givesWayToNewerOnesSoThatMemoryIsBounded() {
            int most = 10_000;
            int told = most + 5;
            IntStream.range(0, told)
                    .forEach(i -> registry.commit(
                            Step.builder().event(event("Event" + i)).build()));

            List<Event> events = registry.events("");

            assertThat(events).hasSize(most);
            assertThat(events.get(0)).isEqualTo(event("Event5"));
            assertThat(events.get(most - 1)).isEqualTo(event("Event" + (told - 1)));
        }
    }

    final Registry registry() {
        return registry;
    }

    private void enqueue(Task task) {
        registry.commit(Step.builder().enqueue(task).build());
    }

    private Claim claimOne() {
        List<Claim> claims = registry.claim(ALL, 10, LEASE);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    private Stored<RegisteredObject> stored(RegisteredObject object) {
        registry.commit(Step.builder().create(Table.OBJECTS, object).build());
        return registry.find(Table.OBJECTS, object.reference().toString()).orElseThrow();
    }

    private Optional<Stored<RegisteredObject>> find(String promise) {
        return registry.find(Table.OBJECTS, "Promise/" + promise);
    }

    private List<RegisteredObject> values(Query query) {
        return registry.list(Table.OBJECTS, query).stream().map(Stored::value).toList();
    }

    private List<String> names(Query query) {
        return values(query).stream().map(object -> object.reference().name()).toList();
    }

    private static List<String> subjects(List<Claim> claims) {
        return claims.stream().map(claim -> claim.task().subject()).toList();
    }

    private static RegisteredObject object(String name) {
        return object(name, "1");
    }

    private static RegisteredObject object(String name, String spec) {
        Document document = Document.builder("platform.kratix.io/v1alpha1", "Promise", name)
                .spec(Map.of("value", spec))
                .build();
        return new RegisteredObject(document, 1, ManualClock.START, Optional.empty(), Map.of(), Map.of());
    }

    private static RegisteredObject request(String name, String promise) {
        Document document = Document.builder("marketplace.kratix.io/v1alpha1", "redis", name)
                .build();
        Map<String, String> facts = Map.of(RegisteredObject.PROMISE, promise);
        return new RegisteredObject(document, 1, ManualClock.START, Optional.empty(), Map.of(), facts);
    }

    private static Event event(String reason) {
        Instant time = ManualClock.START;
        return new Event(time, Event.Type.NORMAL, SUBJECT, reason, "it happened");
    }
}
