// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PostingTest {
    private static final int TOTAL = 200;

    /** Postings of up to three places are lists, longer ones bits: both, and both together. */
    @Property
    void intersectsAsSetsDo(
            @ForAll @Size(min = 1, max = 3) List<@Size(max = 120) Set<@IntRange(max = TOTAL - 1) Integer>> sets) {
        List<Posting> postings =
                sets.stream().map(set -> posting(new TreeSet<>(set))).toList();
        TreeSet<Integer> expected = new TreeSet<>(sets.get(0));
        sets.forEach(expected::retainAll);

        List<Integer> found = new ArrayList<>();
        Posting.intersect(postings, found::add);

        assertThat(found).containsExactlyElementsOf(expected);
        for (int i = 0; i < sets.size(); i++) {
            assertThat(postings.get(i).size()).isEqualTo(sets.get(i).size());
            for (int place = 0; place < TOTAL; place++) {
                assertThat(postings.get(i).has(place)).isEqualTo(sets.get(i).contains(place));
            }
        }
    }

    private static Posting posting(Set<Integer> places) {
        PostingBuilder builder = new PostingBuilder();
        places.forEach(place -> {
            builder.add(place);
            builder.add(place);
        });
        return builder.build(TOTAL);
    }
}
