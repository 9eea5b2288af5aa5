// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CirclesTest {
    private static final int MANY = 50_000;

    private final Map<String, List<String>> needs = new HashMap<>();
    private final AtomicLong asked = new AtomicLong();

    @Test
    void findsNobodyWhereNeedsEnd() {
        needs.put("a", List.of("b", "c"));
        needs.put("b", List.of("c", "missing"));
        needs.put("c", List.of());

        assertThat(Circles.members(List.of("a", "b", "c"), this::needs)).isEmpty();
    }

    @Test
    void findsWhoNeedsItself() {
        needs.put("a", List.of("a"));

        assertThat(Circles.members(List.of("a"), this::needs)).containsExactly("a");
    }

    @Test
    void leavesOutWhoLiesBetweenTwoCirclesOrBeforeOne() {
        needs.put("before", List.of("a"));
        needs.put("a", List.of("b"));
        needs.put("b", List.of("a", "between"));
        needs.put("between", List.of("c"));
        needs.put("c", List.of("d", "after"));
        needs.put("d", List.of("c"));

        assertThat(Circles.members(List.of("before"), this::needs)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void asksEachAFewTimesHoweverLongTheChainIs() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            names.add("p" + i);
            needs.put("p" + i, List.of("p" + (i + 1)));
        }

        assertThat(Circles.members(names, this::needs)).isEmpty();
        assertThat(asked).hasValueLessThanOrEqualTo(3L * MANY);

        needs.put("p" + (MANY - 1), List.of("p0"));
        assertThat(Circles.members(names, this::needs)).hasSize(MANY);
    }

    private List<String> needs(String name) {
        asked.incrementAndGet();
        return needs.getOrDefault(name, List.of());
    }
}
