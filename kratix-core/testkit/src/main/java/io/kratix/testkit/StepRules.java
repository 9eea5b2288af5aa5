// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.QueueState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A step of the registry: whole or not at all. */
abstract class StepRules extends RegistryRules {
    StepRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void isCommittedWhole() {
        Stored<RegisteredObject> updated = stored(object("updated"));
        Stored<RegisteredObject> removed = stored(object("removed"));

        registry()
                .commit(Step.builder()
                        .create(Table.OBJECTS, object("created"))
                        .update(updated, object("updated", "2"))
                        .remove(removed)
                        .enqueue(Task.of(Task.Type.PROMISE, "redis"))
                        .event(event("Done"))
                        .build());

        assertThat(values(Query.all())).containsExactly(object("created"), object("updated", "2"));
        assertThat(registry().queue().due()).containsExactly(Task.of(Task.Type.PROMISE, "redis"));
        assertThat(registry().events("")).containsExactly(event("Done"));
    }

    @Test
    void leavesNothingWhenAnExpectationIsStale() {
        Stored<RegisteredObject> read = stored(object("read"));
        registry().commit(Step.builder().update(read, object("read", "2")).build());

        Step stale = everything().expect(read).build();

        assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenAnExpectedEntryIsGone() {
        Stored<RegisteredObject> read = stored(object("read"));
        registry().commit(Step.builder().remove(read).build());

        Step stale = everything().expect(read).build();

        assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenAWriteIsStale() {
        Stored<RegisteredObject> read = stored(object("read"));
        registry().commit(Step.builder().update(read, object("read", "2")).build());

        Step stale = everything().update(read, object("read", "3")).build();

        assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenARemovalIsStale() {
        Stored<RegisteredObject> read = stored(object("read"));
        registry().commit(Step.builder().update(read, object("read", "2")).build());

        Step stale = everything().remove(read).build();

        assertRefused(stale, "objects 'Promise/read' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenItCreatesWhatIsThere() {
        stored(object("there"));

        Step stale = everything().create(Table.OBJECTS, object("there", "2")).build();

        assertRefused(stale, "objects 'Promise/there' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenItsClaimIsGone() {
        enqueue(Task.of(Task.Type.WORK, "w"));
        Claim claim = claimOne();
        registry().commit(Step.builder().finish(claim).build());

        Step stale = everything().finish(claim).build();

        assertRefused(stale, "the claim on 'WORK w' has changed since the step was decided");
    }

    @Test
    void leavesNothingWhenTheLaterOfItsWritesIsStale() {
        Stored<RegisteredObject> fresh = stored(object("fresh"));
        Stored<RegisteredObject> read = stored(object("read"));
        registry().commit(Step.builder().update(read, object("read", "2")).build());

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
        registry().commit(step);

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
        Runnable end = registry().onCommit(told::add);
        Step first = Step.builder().create(Table.OBJECTS, object("one")).build();
        Step refused = Step.builder().create(Table.OBJECTS, object("one")).build();

        registry().commit(first);
        assertThatThrownBy(() -> registry().commit(refused)).isInstanceOf(StaleStepException.class);
        end.run();
        registry().commit(Step.builder().create(Table.OBJECTS, object("two")).build());

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
                assertThat(find("round-" + round).orElseThrow().value()).isEqualTo(object("round-" + round, winner));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(registry().events("")).hasSize(rounds);
    }

    private Callable<Boolean> committing(CyclicBarrier start, Stored<RegisteredObject> read, String by) {
        Step step = Step.builder()
                .update(read, object(read.value().reference().name(), by))
                .event(event(by))
                .build();
        return () -> {
            start.await();
            try {
                registry().commit(step);
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
        QueueState queue = registry().queue();

        assertThatThrownBy(() -> registry().commit(step))
                .isInstanceOf(StaleStepException.class)
                .hasMessage(message);

        assertThat(values(Query.all())).isEqualTo(before);
        assertThat(registry().queue()).isEqualTo(queue);
        assertThat(registry().events("")).isEmpty();
    }
}
