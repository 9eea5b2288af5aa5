// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.model.ObjectReference;
import io.kratix.model.Placement;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is not as it must be once everything has settled. */
final class Findings {
    private final World world;
    private final History history;
    private final Registry registry;
    private final List<String> found = new ArrayList<>();

    Findings(World world, History history) {
        this.world = world;
        this.history = history;
        this.registry = world.registry;
    }

    List<String> look() {
        storesAreAsRecorded();
        placementsMatch();
        found.addAll(new Truth(world, history).untrue());
        innerRequestsFollow();
        nothingDeletedIsLeft();
        eachRunWasOne();
        world.others.heldLock().ifPresent(lock -> found.add("others overtook one who holds a lock: " + lock));
        return found;
    }

    private void storesAreAsRecorded() {
        Map<String, String> expected = new TreeMap<>(history.strangers());
        expected.putAll(RecordedFiles.of(registry));
        Map<String, String> actual = world.files();
        TreeSet<String> files = new TreeSet<>(expected.keySet());
        files.addAll(actual.keySet());
        for (String file : files) {
            String should = expected.getOrDefault(file, "nothing");
            String is = actual.getOrDefault(file, "nothing");
            expect(should.equals(is), file + " holds " + is + ", not " + should);
        }
    }

    private void placementsMatch() {
        for (Stored<RegisteredPlacement> stored : registry.list(Table.PLACEMENTS, Query.all())) {
            Placement placement = stored.value().placement();
            boolean matches = matches(stored.value().owner(), placement.destination());
            expect(
                    matches != placement.misplaced(),
                    stored.key() + (matches ? " matches, and is" : " does not match, and is not") + " misplaced");
        }
    }

    private boolean matches(String owner, String destination) {
        boolean compound = owner.startsWith(Declarations.COMPOUND + ".")
                || owner.equals(Declarations.promiseOf(Declarations.COMPOUND).toString());
        String wanted = Declarations.environment(compound ? Declarations.COMPOUND : "");
        return registry.find(
                        Table.OBJECTS, ObjectReference.destination(destination).toString())
                .map(object -> object.value().document().metadata().labels().get("environment"))
                .filter(wanted::equals)
                .isPresent();
    }

    /** What a compound request asked for on the platform itself is there, if there is a Promise for it; nothing else is. */
    private void innerRequestsFollow() {
        boolean offered = registry.find(
                        Table.OBJECTS, Declarations.promiseOf("Alpha").toString())
                .filter(promise -> !promise.value().isDeleting())
                .isPresent();
        world.kratix().list(Declarations.GROUP, Declarations.COMPOUND).stream()
                .filter(outer -> offered && world.isReady(outer.reference()))
                // one that is on its way says what keeps it, and comes back when it is gone
                .filter(outer -> !isOnItsWay(Declarations.innerOf(outer.reference())))
                .forEach(outer -> expect(
                        world.kratix()
                                .get(Declarations.innerOf(outer.reference()))
                                .filter(inner -> Declarations.size(inner) == Declarations.size(outer))
                                .isPresent(),
                        outer + " is ready, and its inner request does not ask for the same"));
        world.kratix().list(Declarations.GROUP, "Alpha").stream()
                .filter(alpha -> alpha.metadata().name().endsWith("-in"))
                .filter(alpha -> !isOnItsWay(alpha.reference()))
                .forEach(alpha -> expect(
                        world.isThere(Declarations.reference(
                                Declarations.COMPOUND, alpha.metadata().name().replace("-in", ""))),
                        alpha + " is left of a compound request that is gone"));
    }

    private boolean isOnItsWay(ObjectReference reference) {
        return world.isThere(reference) && !world.isStaying(reference);
    }

    private void nothingDeletedIsLeft() {
        registry.list(Table.WORKS, Query.all())
                .forEach(work -> belongs(work.key(), work.value().work().owner().toString()));
        registry.list(Table.PLACEMENTS, Query.all())
                .forEach(one -> belongs(one.key(), one.value().owner()));
        registry.list(Table.OWNERS, Query.all()).forEach(one -> ownerIsTrue(one.value()));
        registry.list(Table.RUNS, Query.all()).forEach(one -> runIsTrue(one.value()));
    }

    private void ownerIsTrue(OwnerState state) {
        belongs(state.key(), state.owner().toString());
        expect(!state.isPending(), state.key() + " waits for its State Store: " + state.failure());
        expect(!state.former(), state.key() + " is still there");
    }

    private void runIsTrue(RunRecord run) {
        belongs("run " + run.id(), run.owner().toString());
        expect(!run.isOpen(), "run " + run.id() + " of " + run.owner() + " is still open");
    }

    private void belongs(String what, String owner) {
        expect(registry.find(Table.OBJECTS, owner).isPresent(), what + " is left of " + owner + ", which is gone");
    }

    private void eachRunWasOne() {
        world.pipelines
                .successes()
                .forEach((run, times) -> expect(times == 1, "run " + run + " succeeded " + times + " times"));
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            found.add(otherwise);
        }
    }
}
