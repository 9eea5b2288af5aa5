// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds who comes back to itself over what each needs, in a time that grows with the needs and no faster (Kosaraju's way). */
final class Circles {
    private final Function<String, List<String>> needs;
    private final Map<String, List<String>> neededBy = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> finished = new ArrayList<>();

    private Circles(Function<String, List<String>> needs) {
        this.needs = needs;
    }

    /**
     * {@return those from which a way leads back to themselves}
     *
     * @param names where to begin
     * @param needs what each needs directly
     */
    static Set<String> members(Collection<String> names, Function<String, List<String>> needs) {
        Circles circles = new Circles(needs);
        names.forEach(circles::follow);
        return circles.members();
    }

    /** Notes each in the order in which all that it needs has been looked at. */
    private void follow(String first) {
        Deque<String> way = new ArrayDeque<>();
        Deque<Iterator<String>> open = new ArrayDeque<>();
        enter(first, way, open);
        while (!way.isEmpty()) {
            if (open.element().hasNext()) {
                enter(open.element().next(), way, open);
            } else {
                open.remove();
                finished.add(way.remove());
            }
        }
    }

    private void enter(String name, Deque<String> way, Deque<Iterator<String>> open) {
        if (seen.add(name)) {
            List<String> next = needs.apply(name);
            next.forEach(need ->
                    neededBy.computeIfAbsent(need, any -> new ArrayList<>()).add(name));
            way.push(name);
            open.push(next.iterator());
        }
    }

    private Set<String> members() {
        Set<String> members = new HashSet<>();
        Set<String> left = new HashSet<>(seen);
        Collections.reverse(finished);
        for (String name : finished) {
            Set<String> circle = circle(name, left);
            if (circle.size() > 1 || needs.apply(name).contains(name)) {
                members.addAll(circle);
            }
        }
        return members;
    }

    private Set<String> circle(String first, Set<String> left) {
        Set<String> circle = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (left.remove(name)) {
                circle.add(name);
                open.addAll(neededBy.getOrDefault(name, List.of()));
            }
        }
        return circle;
    }
}
