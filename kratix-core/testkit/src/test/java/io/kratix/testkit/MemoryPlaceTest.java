// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.MemoryPlace.Call;
import io.kratix.testkit.MemoryPlace.Revision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryPlaceTest {
    private final MemoryPlace place = new MemoryPlace("state");
    private final InMemoryStateStore store = new InMemoryStateStore(place);

    @Test
    void isSharedByTheStoresThatLieThere() throws InterruptedException {
        store.write(change("a", "one"));

        new InMemoryStateStore(place).write(change("b", "two"));

        assertThat(place.texts()).isEqualTo(Map.of("a", "one", "b", "two"));
    }

    @Test
    void tellsWhatTheStoresAlteredInOrder() throws InterruptedException {
        store.write(change("a", "one"));
        store.write(change("a", "one"));
        place.put("b", "a stranger's");
        store.write(change("a", "two"));

        assertThat(place.revisions())
                .containsExactly(new Revision("r1", "Update from: a"), new Revision("r2", "Update from: a"));
    }

    @Test
    void countsCallsByWhatTheyAreFor() throws InterruptedException {
        store.checkAccess(StorePath.ROOT);
        store.write(change("a", "one"));
        store.write(change("a", "one"));

        assertThat(place.calls(Call.CHECK_ACCESS)).isEqualTo(1);
        assertThat(place.calls(Call.WRITE)).isEqualTo(2);
        assertThat(place.calls(Call.READ)).isZero();
    }

    @Test
    void failsTheNextCallsAsToldAndDoesNothingInThem() throws InterruptedException {
        PluginException first = PluginException.unavailable("no route");
        PluginException second = PluginException.unauthorized("who are you?");
        place.failNext(Call.WRITE, first);
        place.failNext(Call.WRITE, second);

        assertThatThrownBy(() -> store.write(change("a", "one"))).isSameAs(first);
        assertThatThrownBy(() -> store.write(change("a", "one"))).isSameAs(second);
        assertThat(place.files()).isEmpty();
        store.read(ReadRequest.of(StorePath.ROOT)).orElseThrow().close();
        store.write(change("a", "one"));

        assertThat(place.calls(Call.WRITE)).isEqualTo(3);
        assertThat(place.texts()).containsEntry("a", "one");
    }

    @Test
    void letsNoStrangerMakeADirectoryOfAFile() {
        place.put("a", "a file");

        assertThatThrownBy(() -> place.put("a/b", "below"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'a' stands in the way of 'a/b'");
    }

    @Test
    void failsTheCallOfACertainNumberAndNoOther() throws InterruptedException {
        PluginException failure = PluginException.unavailable("no route");
        place.failAt(Call.WRITE, 2, failure);

        store.write(change("a", "one"));

        assertThatThrownBy(() -> store.write(change("b", "two"))).isSameAs(failure);
        assertThat(place.texts()).isEqualTo(Map.of("a", "one"));
        store.write(change("b", "two"));
        assertThat(place.texts()).isEqualTo(Map.of("a", "one", "b", "two"));
        assertThat(place.calls(Call.WRITE)).isEqualTo(3);
    }

    @Test
    void losesTheAnswerToAWriteThatIsInThePlace() throws InterruptedException {
        PluginException failure = PluginException.unavailable("connection reset");
        place.loseNextAnswer(failure);

        assertThatThrownBy(() -> store.write(change("a", "one"))).isSameAs(failure);

        assertThat(place.texts()).isEqualTo(Map.of("a", "one"));
        assertThat(store.write(change("a", "one"))).singleElement().satisfies(outcome -> assertThat(outcome.status())
                .isEqualTo(ChangeOutcome.Status.UNCHANGED));
    }

    @Test
    void handsOutCopies() {
        byte[] bytes = {1};
        place.put("a", bytes);
        bytes[0] = 2;

        place.files().values().forEach(copy -> copy[0] = 3);

        assertThat(place.files()).containsEntry("a", new byte[] {1});
    }

    @Test
    void isNotReachedThroughAClosedStore() {
        store.close();

        assertThatThrownBy(() -> store.write(change("a", "one")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store of memory place 'state' is closed");
    }

    private static WriteRequest change(String file, String text) {
        return WriteRequest.of(List.of(StateStoreChange.builder(file, "worker-1", StorePath.ROOT)
                .file(StorePath.of(file), Content.of(text))
                .build()));
    }
}
