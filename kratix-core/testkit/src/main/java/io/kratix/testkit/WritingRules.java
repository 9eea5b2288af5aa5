// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the files of changes that nothing stands in the way of. */
abstract class WritingRules extends StateStoreRules {
    WritingRules(StateStoreContract contract) {
        super(contract);
    }

    @Test
    void createsTheFilesOfAChange() throws InterruptedException {
        ChangeOutcome outcome =
                write(owner("redis", "a.yaml", "a", "deep/er/b.yaml", "b")).get(0);

        assertStatus(outcome, Status.WRITTEN);
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a", "redis/deep/er/b.yaml", "b"));
    }

    @Test
    void overwritesAFileOfOtherContent() throws InterruptedException {
        hold(single("shared.yaml", "before"));

        hold(single("shared.yaml", "after"));

        assertThat(visible()).isEqualTo(Map.of("shared.yaml", "after"));
    }

    @Test
    void answersUnchangedWithTheSameRevisionWhenAllOfItHoldsAlready() throws InterruptedException {
        ChangeOutcome first = hold(owner("redis", "a.yaml", "a", "b.yaml", "b"));

        ChangeOutcome again =
                write(owner("redis", "a.yaml", "a", "b.yaml", "b")).get(0);

        assertStatus(again, Status.UNCHANGED);
        assertThat(again.revision()).isEqualTo(first.revision());
    }

    @Test
    void namesAnotherRevisionForOtherContent() throws InterruptedException {
        ChangeOutcome first = hold(owner("redis", "a.yaml", "a"));

        ChangeOutcome second = hold(owner("redis", "a.yaml", "b"));

        assertThat(second.revision()).isNotEqualTo(first.revision());
    }

    @Test
    void knowsWhatHoldsAfterItWasOpenedAnew() throws IOException, InterruptedException {
        hold(owner("redis", "a.yaml", "a"));

        reopenStore();

        assertStatus(write(owner("redis", "a.yaml", "a")).get(0), Status.UNCHANGED);
        assertStatus(write(owner("redis", "a.yaml", "b")).get(0), Status.WRITTEN);
    }

    @Test
    void givesTheOutcomesInTheOrderOfTheChanges() throws InterruptedException {
        write(owner("same", "a.yaml", "a"), owner("other", "a.yaml", "a"));
        strangerWrites("claimed.yaml", "a stranger's");

        List<ChangeOutcome> outcomes = write(
                owner("new", "a.yaml", "a"),
                owner("same", "a.yaml", "a"),
                change("claimed")
                        .file(path("claimed.yaml"), Content.of("ours"))
                        .claim(path("claimed.yaml"))
                        .build(),
                owner("other", "a.yaml", "b"),
                owner("nothing"));

        assertThat(statuses(outcomes))
                .containsExactly(Status.WRITTEN, Status.UNCHANGED, Status.REFUSED, Status.WRITTEN, Status.UNCHANGED);
    }

    @Test
    void makesManyChangesOfOneRequestHold() throws InterruptedException {
        StateStoreChange[] changes = IntStream.range(0, 60)
                .mapToObj(i -> owner("owner-" + i, "a.yaml", "a of " + i, "b.yaml", "b of " + i))
                .toArray(StateStoreChange[]::new);
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < changes.length; i++) {
            expected.put("owner-" + i + "/a.yaml", "a of " + i);
            expected.put("owner-" + i + "/b.yaml", "b of " + i);
        }

        List<ChangeOutcome> outcomes = write(changes);

        assertThat(statuses(outcomes)).containsOnly(Status.WRITTEN);
        assertThat(visible()).isEqualTo(expected);
        assertThat(statuses(write(changes))).containsOnly(Status.UNCHANGED);
    }

    @Test
    void bringsBackWhatOthersAltered() throws InterruptedException {
        StateStoreChange redis = owner("redis", "a.yaml", "a", "b.yaml", "b");
        hold(redis);
        strangerWrites("redis/a.yaml", "a stranger's");
        strangerRemoves("redis/b.yaml");

        hold(redis);

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a", "redis/b.yaml", "b"));
    }

    @Test
    void declaresWhatItsAuthorsSay() {
        assertThat(store().atomicity()).isEqualTo(declaredAtomicity());
        assertThat(store().detectsOtherWriters()).isEqualTo(declaresDetection());
    }
}
