// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is said and whoever meddles, the store holds what a plain map would. */
class InMemoryStateStorePropertyTest {
    /** Something that happens to the store. */
    private interface Step {
        void happen(Trial trial) throws InterruptedException;
    }

    private record Say(List<StateStoreChange> changes) implements Step {
        @Override
        public void happen(Trial trial) throws InterruptedException {
            List<Status> expected = changes.stream().map(trial.model()::make).toList();

            List<ChangeOutcome> outcomes = trial.store().write(WriteRequest.of(changes));

            assertThat(outcomes).extracting(ChangeOutcome::status).isEqualTo(expected);
        }
    }

    private record Put(String path, String text) implements Step {
        @Override
        public void happen(Trial trial) {
            if (!trial.model().blocks(path)) {
                trial.model().files().put(path, text);
                trial.place().put(path, text);
            }
        }
    }

    private record Remove(String path) implements Step {
        @Override
        public void happen(Trial trial) {
            trial.model().files().remove(path);
            trial.place().remove(path);
        }
    }

    private record Trial(PlainFiles model, MemoryPlace place, InMemoryStateStore store) {}

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void holdsWhatAPlainMapWould(@ForAll("steps") List<Step> steps) throws InterruptedException {
        MemoryPlace place = new MemoryPlace("state");
        Trial trial = new Trial(new PlainFiles(), place, new InMemoryStateStore(place));

        for (Step step : steps) {
            step.happen(trial);

            assertThat(place.texts()).isEqualTo(trial.model().files());
            assertThat(read(trial.store())).isEqualTo(trial.model().files());
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void saysUnchangedToWhatItHolds(@ForAll("change") StateStoreChange change, @ForAll("steps") List<Step> steps)
            throws InterruptedException {
        MemoryPlace place = new MemoryPlace("state");
        Trial trial = new Trial(new PlainFiles(), place, new InMemoryStateStore(place));
        for (Step step : steps) {
            step.happen(trial);
        }
        ChangeOutcome first =
                trial.store().write(WriteRequest.of(List.of(change))).get(0);
        int revisions = place.revisions().size();

        ChangeOutcome again =
                trial.store().write(WriteRequest.of(List.of(change))).get(0);

        assertThat(again.status() == Status.REFUSED).isEqualTo(first.status() == Status.REFUSED);
        assertThat(again.status()).isNotEqualTo(Status.WRITTEN);
        assertThat(place.revisions()).hasSize(revisions);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> one = change().map(change -> new Say(List.of(change)));
        // Changes of one request own nothing of each other's: each has a directory of its own at the top.
        Arbitrary<Step> several = Combinators.combine(change("a/"), change("b/"), change("ab/"))
                .as((first, second, third) -> new Say(List.of(first, second, third)));
        Arbitrary<Step> put = Combinators.combine(paths(""), texts()).as(Put::new);
        Arbitrary<Step> remove = paths("").map(Remove::new);
        return Arbitraries.oneOf(one, several, put, remove).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<StateStoreChange> change() {
        return change("");
    }

    private static Arbitrary<StateStoreChange> change(String below) {
        return Combinators.combine(
                        Arbitraries.maps(paths(below), texts()).ofMaxSize(3),
                        paths(below).set().ofMaxSize(2),
                        paths(below).set().ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as(InMemoryStateStorePropertyTest::change)
                .filter(Optional::isPresent)
                .map(Optional::orElseThrow);
    }

    /** {@return the change, unless its parts contradict each other} */
    private static Optional<StateStoreChange> change(
            Map<String, String> files, Set<String> directories, Set<String> absent, boolean claimed) {
        String id = "files " + new TreeMap<>(files) + ", directories " + directories + ", absent " + absent
                + (claimed ? ", claimed" : "");
        StateStoreChange.Builder change = StateStoreChange.builder(id, "worker-1", StorePath.ROOT);
        files.forEach((path, text) -> change.file(StorePath.of(path), Content.of(text)));
        directories.forEach(path -> change.directory(StorePath.of(path)));
        absent.forEach(path -> change.absent(StorePath.of(path)));
        files.keySet().stream().filter(path -> claimed).forEach(path -> change.claim(StorePath.of(path)));
        try {
            return Optional.of(change.build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@return few paths, so that they meet, and neighbours that begin alike} */
    private static Arbitrary<String> paths(String below) {
        return Arbitraries.of("a", "b", "ab", "b.x")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(segments -> below + String.join("/", segments));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.of("", "0", "1");
    }

    private static Map<String, String> read(InMemoryStateStore store) {
        Map<String, String> texts = new TreeMap<>();
        try (StoredTree tree = store.read(ReadRequest.of(StorePath.ROOT)).orElseThrow()) {
            tree.files()
                    .forEach((path, content) ->
                            texts.put(path.toString(), new String(content.bytes(), StandardCharsets.UTF_8)));
        }
        return texts;
    }
}
