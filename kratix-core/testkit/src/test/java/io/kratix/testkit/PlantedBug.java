// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.testkit.BuggyStateStore.Opener;
import io.kratix.testkit.BuggyStateStore.Read;
import io.kratix.testkit.BuggyStateStore.Write;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store that is sound but for one bug.
 *
 * @param name says what it does
 * @param opener opens it
 * @param declares what its authors say that it declares
 * @param finders the tests of the contract that find the bug, and no others: {@code Group.test}
 */
record PlantedBug(String name, Opener opener, Atomicity declares, Set<String> finders) {

    /** No bug at all. */
    static final PlantedBug NONE = of("none", InMemoryStateStore::new, Atomicity.BATCH);

    static PlantedBug of(String name, Opener opener, Atomicity declares, String... finders) {
        return new PlantedBug(name, opener, declares, Set.of(finders));
    }

    static PlantedBug writing(String name, Write bug, String... finders) {
        return of(name, BuggyStateStore.writing(bug), Atomicity.BATCH, finders);
    }

    /** {@return a bug that lies in what each store remembers} */
    static PlantedBug remembering(String name, Supplier<Write> bug, String... finders) {
        return of(name, BuggyStateStore.remembering(bug), Atomicity.BATCH, finders);
    }

    static PlantedBug reading(String name, Read bug, String... finders) {
        return of(name, BuggyStateStore.reading(bug), Atomicity.BATCH, finders);
    }

    /** {@return every bug, in the contract's order} */
    static List<PlantedBug> all() {
        return Stream.of(
                        WritingBugs.all(),
                        RemovingBugs.all(),
                        StrangersBugs.all(),
                        CheckpointBugs.all(),
                        ConcurrencyBugs.all(),
                        ContentBugs.all(),
                        ReadingBugs.all(),
                        LostPlaceBugs.all())
                .flatMap(List::stream)
                .toList();
    }

    static PlantedBug named(String name) {
        return Stream.concat(Stream.of(NONE), all().stream())
                .filter(bug -> bug.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    boolean detectsOtherWriters() {
        return declares == Atomicity.BATCH;
    }

    @Override
    public String toString() {
        return name;
    }
}
