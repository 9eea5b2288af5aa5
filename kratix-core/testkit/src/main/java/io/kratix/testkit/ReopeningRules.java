// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.QueueState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the next engine on a registry finds. */
abstract class ReopeningRules extends RegistryRules {
    ReopeningRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void remembersEverything() throws IOException {
        Stored<RegisteredObject> stored = stored(object("redis"));
        registry()
                .commit(Step.builder()
                        .enqueue(Task.of(Task.Type.PROMISE, "redis"))
                        .event(event("Done"))
                        .build());
        String id = registry().id();

        reopen();

        assertThat(registry().id()).isEqualTo(id);
        assertThat(registry().find(Table.OBJECTS, stored.key())).contains(stored);
        assertThat(names(Query.where(RegisteredObject.BY_KIND, "platform.kratix.io/Promise")))
                .containsExactly("redis");
        assertThat(registry().queue().due()).containsExactly(Task.of(Task.Type.PROMISE, "redis"));
        assertThat(registry().events("")).containsExactly(event("Done"));
    }

    @Test
    void stillRefusesWhatWasDecidedFromAnOlderVersion() throws IOException {
        Stored<RegisteredObject> read = stored(object("redis"));
        registry().commit(Step.builder().update(read, object("redis", "2")).build());

        reopen();

        assertThatThrownBy(() -> registry()
                        .commit(Step.builder()
                                .update(read, object("redis", "3"))
                                .build()))
                .isInstanceOf(StaleStepException.class);
        assertThat(stored(object("another")).version()).isGreaterThan(read.version());
    }

    @Test
    void keepsTheTimeThatATaskStillWaits() throws IOException {
        Task task = Task.of(Task.Type.WORK, "w");
        enqueue(task);
        registry()
                .commit(Step.builder()
                        .retry(claimOne(), Duration.ofMinutes(5), "no answer")
                        .build());
        advance(Duration.ofMinutes(2));

        reopen();

        assertThat(registry().queue().waiting())
                .containsExactly(new QueueState.Waiting(task, Duration.ofMinutes(3), "no answer"));
        advance(Duration.ofMinutes(3));
        assertThat(claimOne().attempts()).isEqualTo(1);
    }

    @Test
    void losesNoTaskThatWasWorkedOn() throws IOException {
        enqueue(Task.of(Task.Type.WORK, "w"));
        Claim before = claimOne();

        reopen();
        advance(LEASE.plusMillis(1));
        Claim after = claimOne();

        assertThat(after.task()).isEqualTo(before.task());
        assertThatThrownBy(() -> registry().commit(Step.builder().finish(before).build()))
                .isInstanceOf(StaleStepException.class);
    }

    @Test
    void givesTheContentsOfItsWorks() throws IOException {
        byte[] bytes = new byte[100_000];
        new java.util.Random(1).nextBytes(bytes);
        Content kept = registry().keep(Content.of(bytes));
        RegisteredWork work = work(kept, registry().keep(Content.of("")));
        registry().commit(Step.builder().create(Table.WORKS, work).build());

        reopen();
        Stored<RegisteredWork> read = registry().list(Table.WORKS, Query.all()).get(0);

        assertThat(read.value()).isEqualTo(work);
        assertThat(contents(read).get(0).bytes()).isEqualTo(bytes);
        assertThat(contents(read).get(1).bytes()).isEmpty();
    }

    @Test
    void givesAContentThatOneOfTwoWorksStillRefersTo() throws IOException {
        Content shared = registry().keep(Content.of("shared"));
        registry()
                .commit(Step.builder()
                        .create(Table.WORKS, work("one", shared))
                        .create(Table.WORKS, work("two", shared))
                        .build());
        Stored<RegisteredWork> one = registry().list(Table.WORKS, Query.all()).get(0);
        registry().commit(Step.builder().remove(one).build());

        reopen();
        advance(Duration.ofHours(1));
        registry().renew(List.of(), LEASE);

        Stored<RegisteredWork> left = registry().list(Table.WORKS, Query.all()).get(0);
        assertThat(contents(left).get(0).bytes()).asString().isEqualTo("shared");
    }

    private static List<Content> contents(Stored<RegisteredWork> work) {
        return work.value().work().groups().get(0).workloads().stream()
                .map(Workload::content)
                .toList();
    }

    private static RegisteredWork work(Content... contents) {
        return work("one", contents);
    }

    private static RegisteredWork work(String name, Content... contents) {
        List<Workload> workloads = java.util.stream.IntStream.range(0, contents.length)
                .mapToObj(i -> new Workload(StorePath.of("file-" + i), contents[i]))
                .toList();
        ObjectReference owner = ObjectReference.promise(name);
        WorkloadGroup group = new WorkloadGroup(".", workloads, List.of());
        Work work = new Work("default", name, Work.Type.PROMISE, name, owner, "", 0, List.of(group));
        return RegisteredWork.made(work, Optional.empty(), 1);
    }
}
