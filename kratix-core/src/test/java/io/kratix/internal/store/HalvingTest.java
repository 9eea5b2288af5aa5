// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private final Set<String> evil = new HashSet<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Halving halving = new Halving(this::say);
    private int calls;

    private List<ChangeOutcome> say(List<Changes.Wish> wishes) {
        calls++;
        if (wishes.stream().anyMatch(wish -> evil.contains(wish.change().id()))) {
            throw PluginException.rejected("hook declined");
        }
        return Collections.nCopies(wishes.size(), ChangeOutcome.written("1"));
    }

    private void hear(List<Changes.Wish> wishes, List<ChangeOutcome> outcomes) {
        for (int i = 0; i < wishes.size(); i++) {
            boolean isRefused = outcomes.get(i).status() == ChangeOutcome.Status.REFUSED;
            (isRefused ? refused : taken).add(wishes.get(i).change().id());
        }
    }

    private static List<Changes.Wish> wishes(int from, int to) {
        return IntStream.range(from, to).mapToObj(HalvingTest::wish).toList();
    }

    private static Changes.Wish wish(int number) {
        StateStoreChange change = StateStoreChange.builder("owner-" + number, "worker", StorePath.ROOT)
                .directory(StorePath.of("owner-" + number))
                .build();
        return new Changes.Wish(List.of(), change, Set.of());
    }

    private void areEvil(int from, int to) {
        wishes(from, to).forEach(wish -> evil.add(wish.change().id()));
    }

    @Test
    void triesSomeFromAllOverBeforeItTakesEverythingForRefused() throws InterruptedException {
        areEvil(0, 40);

        halving.say(wishes(0, 1000), this::hear);

        assertThat(taken).isNotEmpty();
        assertThat(refused).hasSizeGreaterThan(20).allMatch(evil::contains);
        assertThat(halving.isExhausted()).isTrue();
        assertThat(calls).isEqualTo(64);
    }

    @Test
    void takesEverythingForRefusedIfNoneOfThoseIsTaken() {
        areEvil(0, 1000);

        assertThatThrownBy(() -> halving.say(wishes(0, 1000), this::hear)).hasMessageContaining("hook declined");

        assertThat(calls).isEqualTo(64);
        assertThat(refused).isEmpty();
    }

    @Test
    void takesWhatIsRefusedForAllOnlyIfNothingWasTakenBefore() throws InterruptedException {
        areEvil(1, 3);
        halving.once(wishes(0, 1));

        halving.say(wishes(1, 3), this::hear);

        assertThat(refused).hasSize(2).allMatch(evil::contains);
    }

    @Test
    void remembersWhatWasTakenBeforeItsCallsCameToAnEnd() throws InterruptedException {
        areEvil(1, 10);
        halving.say(wishes(0, 1000), this::hear);
        areEvil(1000, 2000);

        halving.say(wishes(1000, 2000), this::hear);

        assertThat(refused).hasSizeGreaterThan(9).allMatch(evil::contains);
        assertThat(halving.isExhausted()).isTrue();
    }
}
