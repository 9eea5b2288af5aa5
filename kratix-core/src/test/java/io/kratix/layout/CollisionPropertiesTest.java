// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class CollisionPropertiesTest {
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

    @Property
    void ownersOnDestinationsThatDoNotCollideStayApart(
            @ForAll("layouts") Layout one,
            @ForAll("layouts") Layout other,
            @ForAll("owners") LayoutOwner owner,
            @ForAll("owners") LayoutOwner another,
            @ForAll("files") List<List<String>> files) {
        Assume.that(!one.destination().name().equals(other.destination().name()));
        Assume.that(Collisions.find(site(one), List.of(site(other))).isEmpty());

        Set<StorePath> left = places(one, owner, files);
        Set<StorePath> right = places(other, another, files);

        assertThat(left).noneMatch(path -> right.stream().anyMatch(twin -> LayoutPropertiesTest.meet(path, twin)));
    }

    @Property(tries = 300)
    void theIndexFindsWhatComparingAllPairsFinds(
            @ForAll @Size(max = 8) List<@net.jqwik.api.From("layouts") Layout> all) {
        List<Layout> layouts = withUniqueNames(all);
        List<Collisions.Site> sites =
                layouts.stream().map(CollisionPropertiesTest::site).toList();

        List<String> found =
                Collisions.among(sites).stream().map(Collisions.Collision::one).toList();

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < layouts.size(); i++) {
            List<Layout> before = layouts.subList(0, i);
            Layout later = layouts.get(i);
            if (before.stream().anyMatch(earlier -> couldMeet(later, earlier))) {
                expected.add(later.destination().name());
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @Property
    void collidingIsMutual(@ForAll("layouts") Layout one, @ForAll("layouts") Layout other) {
        Assume.that(!one.destination().name().equals(other.destination().name()));

        assertThat(Collisions.find(site(one), List.of(site(other))).isPresent())
                .isEqualTo(Collisions.find(site(other), List.of(site(one))).isPresent());
    }

    private static Collisions.Site site(Layout layout) {
        return new Collisions.Site("git main", layout);
    }

    private static boolean couldMeet(Layout one, Layout other) {
        return one.footprint().stream()
                .anyMatch(pattern -> other.footprint().stream().anyMatch(pattern::meets));
    }

    private static List<Layout> withUniqueNames(List<Layout> all) {
        Set<String> names = new TreeSet<>();
        return all.stream()
                .filter(layout -> names.add(layout.destination().name()))
                .toList();
    }

    private static Set<StorePath> places(Layout layout, LayoutOwner owner, List<List<String>> files) {
        Set<StorePath> places = new TreeSet<>(layout.area(owner));
        places.addAll(layout.canaries().files().keySet());
        laidOut(layout, owner, files)
                .ifPresent(laidOut -> places.addAll(laidOut.files().keySet()));
        return places;
    }

    private static Optional<OwnerFiles> laidOut(Layout layout, LayoutOwner owner, List<List<String>> files) {
        try {
            return Optional.of(layout.layOut(owner, LayoutArbitraries.groups(owner, files)));
        } catch (LayoutConflictException e) {
            return Optional.empty();
        }
    }
}
