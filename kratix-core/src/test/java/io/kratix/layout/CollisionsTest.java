// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollisionsTest {
    @Test
    void namesBothDestinationsAndWhereTheyMeet() {
        Collisions.Site first = site("first", "dev", FilepathMode.NESTED_BY_METADATA);
        Collisions.Site second = site("second", "Dev/", FilepathMode.NESTED_BY_METADATA);

        assertThat(Collisions.find(second, List.of(first))).hasValueSatisfying(collision -> assertThat(
                        collision.message())
                .isEqualTo("Destination 'second' (GitStateStore/default, mode nestedByMetadata, path 'Dev/') and"
                        + " Destination 'first' (GitStateStore/default, mode nestedByMetadata, path 'dev') could"
                        + " write to the same paths of one State Store: 'Dev/dependencies/{promise.name}' and"
                        + " 'dev/dependencies/{promise.name}'; give one of them another spec.path"));
    }

    @Test
    void severalMayShareAPathWhereTheirNameIsInIt() {
        assertThat(collide(
                        site("first", "dev", FilepathMode.NESTED_BY_DESTINATION),
                        site("second", "dev", FilepathMode.NESTED_BY_DESTINATION)))
                .isFalse();
        assertThat(collide(site("first", "dev", FilepathMode.CRDS), site("second", "dev", FilepathMode.CRDS)))
                .isFalse();
    }

    @Test
    void aSharedTreeLeavesNoRoomBelowOrAbove() {
        Collisions.Site flat = site("flat", "dev", FilepathMode.NONE);

        assertThat(collide(flat, site("below", "dev/a", FilepathMode.NESTED_BY_METADATA)))
                .isTrue();
        assertThat(collide(flat, site("above", "", FilepathMode.NONE))).isTrue();
        assertThat(collide(flat, site("beside", "dev-2", FilepathMode.NONE))).isFalse();
        assertThat(collide(flat, site("dev", "", FilepathMode.NESTED_BY_DESTINATION)))
                .isTrue();
    }

    @Test
    void aPromiseCouldBeNamedLikeADestination() {
        assertThat(collide(
                        site("first", "", FilepathMode.NESTED_BY_METADATA),
                        site("dependencies", "", FilepathMode.NESTED_BY_DESTINATION)))
                .isTrue();
        assertThat(collide(
                        site("first", "", FilepathMode.NESTED_BY_METADATA),
                        site("worker-1", "", FilepathMode.NESTED_BY_DESTINATION)))
                .isFalse();
    }

    @Test
    void oneFileMeetsAnother() {
        assertThat(collide(
                        site("first", "dev", FilepathMode.AGGREGATED_YAML),
                        site("second", "dev", FilepathMode.AGGREGATED_YAML)))
                .isTrue();
        assertThat(collide(
                        site("first", "dev", FilepathMode.AGGREGATED_YAML),
                        site("second", "dev", FilepathMode.NESTED_BY_METADATA)))
                .as("the one has a file beside the other's directories")
                .isFalse();
    }

    @Test
    void otherLocationsDoNotCount() {
        Layout layout = layout("first", "dev", FilepathMode.NONE);
        Layout twin = layout("second", "dev", FilepathMode.NONE);

        assertThat(Collisions.find(new Collisions.Site("git a", layout), List.of(new Collisions.Site("git b", twin))))
                .isEmpty();
    }

    @Test
    void aDestinationAppliedAgainMeetsNotItself() {
        assertThat(Collisions.find(
                        site("first", "dev", FilepathMode.NONE), List.of(site("first", "dev", FilepathMode.NONE))))
                .isEmpty();
    }

    @Test
    void looksAtManyWithoutComparingAllPairs() {
        List<Collisions.Site> sites = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            sites.add(site("worker-" + i, "clusters/" + i, FilepathMode.NESTED_BY_METADATA));
        }
        sites.add(site("late", "clusters/17", FilepathMode.NONE));

        assertThat(Collisions.among(sites)).singleElement().satisfies(collision -> assertThat(collision.other())
                .isEqualTo("worker-17"));
    }

    private static boolean collide(Collisions.Site one, Collisions.Site other) {
        return Collisions.find(one, List.of(other)).isPresent();
    }

    private static Collisions.Site site(String name, String path, FilepathMode mode) {
        return new Collisions.Site("git https://example.com/repo main", layout(name, path, mode));
    }

    private static Layout layout(String name, String path, FilepathMode mode) {
        return Layout.of(StorePath.ROOT, LayoutFixtures.destination(name, path, mode), mode);
    }
}
