// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.HostileNames;
import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LayoutPropertiesTest {
    private static final int DEFAULT_TRIES = 1000;

    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts();
    }

    @Provide
    Arbitrary<LayoutOwner> owners() {
        return LayoutArbitraries.owners();
    }

    @Provide
    Arbitrary<List<List<String>>> files() {
        return LayoutArbitraries.files();
    }

    /** Two owners: any, almost the same, or with the same words cut at other places. */
    @Provide
    Arbitrary<Owners> pairs() {
        Arbitrary<Owners> any = Combinators.combine(owners(), owners()).as(Owners::new);
        Arbitrary<Owners> alike = Combinators.combine(owners(), owners()).as(Owners::alike);
        Arbitrary<Owners> cut = HostileNames.labels().list().ofSize(4).map(Owners::cut);
        return Arbitraries.oneOf(any, alike, cut);
    }

    /** Two owners. */
    record Owners(LayoutOwner one, LayoutOwner other) {
        /** The other is the one but for its namespace, or its request, or its Promise. */
        static Owners alike(LayoutOwner one, LayoutOwner other) {
            if (one.isPromise() || other.isPromise()) {
                return new Owners(one, LayoutOwner.promise(one.promise()));
            }
            return new Owners(one, LayoutOwner.request(one.promise(), other.namespace(), one.request()));
        }

        /** Joined by dashes, the names of both are the same text. */
        static Owners cut(List<String> words) {
            String start = words.get(0) + "-" + words.get(1);
            String end = words.get(1) + "-" + words.get(2);
            return new Owners(
                    LayoutOwner.request(words.get(2), start, words.get(3)),
                    LayoutOwner.request(end, words.get(0), words.get(3)));
        }
    }

    @Property
    void noTwoOwnersAreasOverlap(@ForAll("layouts") Layout layout, @ForAll("pairs") Owners owners) {
        Assume.that(!owners.one().equals(owners.other()));

        assertThat(overlap(layout::area, owners)).isEmpty();
    }

    @Property
    void anOwnersFilesLieInItsOwnAreaAndInNoOther(
            @ForAll("layouts") Layout layout,
            @ForAll("pairs") Owners owners,
            @ForAll("files") List<List<String>> files) {
        Assume.that(!owners.one().equals(owners.other()));
        Set<StorePath> own = layout.area(owners.one());
        Set<StorePath> others = layout.area(owners.other());

        layOut(layout, owners.one(), files).ifPresent(laidOut -> {
            assertThat(laidOut.files().keySet()).allMatch(file -> own.isEmpty() || isInside(file, own));
            assertThat(laidOut.files().keySet()).noneMatch(file -> isInside(file, others));
        });
    }

    @Property
    void noPathLeavesItsRoot(
            @ForAll("layouts") Layout layout,
            @ForAll("owners") LayoutOwner owner,
            @ForAll("files") List<List<String>> files) {
        assertThat(layout.area(owner)).allMatch(path -> path.startsWith(layout.root()));
        assertThat(layout.canaries().files().keySet()).allMatch(path -> path.startsWith(layout.root()));
        layOut(layout, owner, files)
                .ifPresent(laidOut ->
                        assertThat(laidOut.files().keySet()).allMatch(path -> path.startsWith(layout.root())));
    }

    @Property
    void noOwnerHasACanary(
            @ForAll("layouts") Layout layout,
            @ForAll("owners") LayoutOwner owner,
            @ForAll("files") List<List<String>> files) {
        Collection<StorePath> canaries = layout.canaries().files().keySet();

        assertThat(canaries).noneMatch(canary -> isInside(canary, layout.area(owner)));
        layOut(layout, owner, files)
                .ifPresent(laidOut -> assertThat(laidOut.files().keySet())
                        .noneMatch(file -> canaries.stream().anyMatch(canary -> meet(canary, file))));
    }

    @Property
    void equalInputGivesEqualPathsInAnyOrder(
            @ForAll("layouts") Layout layout,
            @ForAll("owners") LayoutOwner owner,
            @ForAll("files") List<List<String>> files) {
        List<PlacedGroup> backwards = new ArrayList<>(LayoutArbitraries.groups(owner, files));
        Collections.reverse(backwards);

        Optional<OwnerFiles> laidOut = layOut(layout, owner, files);

        assertThat(attempt(layout, owner, backwards).map(OwnerFiles::digest))
                .isEqualTo(laidOut.map(OwnerFiles::digest));
    }

    @Property
    void whatIsLaidOutCanStandOnAnyFileSystem(
            @ForAll("layouts") Layout layout,
            @ForAll("owners") LayoutOwner owner,
            @ForAll("files") List<List<String>> files) {
        layOut(layout, owner, files).ifPresent(laidOut -> {
            List<StorePath> paths = List.copyOf(laidOut.files().keySet());
            for (int i = 0; i < paths.size(); i++) {
                for (int j = i + 1; j < paths.size(); j++) {
                    assertThat(meet(paths.get(i), paths.get(j)))
                            .as("%s and %s", paths.get(i), paths.get(j))
                            .isFalse();
                }
            }
        });
    }

    @Property
    void stateFilesOfDifferentOwnersDiffer(@ForAll("pairs") Owners owners, @ForAll("files") List<List<String>> files) {
        Assume.that(!owners.one().equals(owners.other()));
        Layout layout = LayoutFixtures.layout(LayoutFixtures.destination("worker-1", "", FilepathMode.NONE));

        Set<StorePath> one = stateFiles(layOut(layout, owners.one(), files));
        Set<StorePath> other = stateFiles(layOut(layout, owners.other(), files));

        assertThat(one).noneMatch(file -> other.stream().anyMatch(twin -> meet(file, twin)));
    }

    /** Each of these layouts has been somebody's first idea. */
    @Example
    void aBrokenLayoutIsFoundWithinTheDefaultTries() {
        assertThat(findsOverlap(owner -> "x/" + owner.promise() + "/" + owner.request()))
                .as("without the namespace")
                .isTrue();
        assertThat(findsOverlap(owner -> owner.namespace() + "-" + owner.promise() + "-" + owner.request()))
                .as("names joined by a dash")
                .isTrue();
        assertThat(findsOverlap(owner -> owner.isPromise()
                        ? owner.promise()
                        : owner.namespace() + "/" + owner.promise() + "/" + owner.request()))
                .as("dependencies beside the requests' namespaces")
                .isTrue();
        assertThat(findsOverlap(owner -> "dependencies/" + owner.promise() + "/" + owner.request()))
                .as("requests below their Promise")
                .isTrue();
        assertThat(findsOverlap(owner -> (owner.isPromise() ? "d/" : "r/" + owner.namespace() + "/") + owner.promise()
                        + "/" + owner.request()))
                .as("one that is not broken")
                .isFalse();
    }

    private boolean findsOverlap(Function<LayoutOwner, String> broken) {
        return pairs().sampleStream()
                .limit(DEFAULT_TRIES)
                .filter(owners -> !owners.one().equals(owners.other()))
                .anyMatch(owners -> overlap(owner -> Set.of(StorePath.existing(broken.apply(owner))), owners)
                        .isPresent());
    }

    private static Optional<String> overlap(Function<LayoutOwner, Set<StorePath>> areas, Owners owners) {
        for (StorePath one : areas.apply(owners.one())) {
            for (StorePath other : areas.apply(owners.other())) {
                if (meet(one, other)) {
                    return Optional.of(one + " and " + other);
                }
            }
        }
        return Optional.empty();
    }

    /** Equal, or one below the other, where case is not told apart. */
    static boolean meet(StorePath one, StorePath other) {
        StorePath left = StorePath.existing(one.folded());
        StorePath right = StorePath.existing(other.folded());
        return left.startsWith(right) || right.startsWith(left);
    }

    private static boolean isInside(StorePath file, Collection<StorePath> areas) {
        StorePath folded = StorePath.existing(file.folded());
        return areas.stream().anyMatch(area -> folded.startsWith(StorePath.existing(area.folded())));
    }

    private static Optional<OwnerFiles> layOut(Layout layout, LayoutOwner owner, List<List<String>> files) {
        return attempt(layout, owner, LayoutArbitraries.groups(owner, files));
    }

    /** Empty for files that cannot stand beside each other. */
    private static Optional<OwnerFiles> attempt(Layout layout, LayoutOwner owner, List<PlacedGroup> groups) {
        try {
            return Optional.of(layout.layOut(owner, groups));
        } catch (LayoutConflictException e) {
            return Optional.empty();
        }
    }

    private static Set<StorePath> stateFiles(Optional<OwnerFiles> files) {
        return files.map(laidOut -> laidOut.files().keySet().stream()
                        .filter(path -> path.segments().get(0).equals(ReservedNames.STATE_DIRECTORY))
                        .collect(java.util.stream.Collectors.toSet()))
                .orElse(Set.of());
    }
}
