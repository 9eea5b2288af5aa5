// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tree of path patterns, so that finding one that meets another need not look at all of them. */
final class FootprintIndex {
    private final Node root = new Node();

    /**
     * A pattern, and whose it is.
     *
     * @param site the Destination
     * @param pattern one of its patterns
     */
    record Entry(Collisions.Site site, PathPattern pattern) {}

    private static final class Node {
        private final Map<String, Node> words = new HashMap<>();
        private final Map<PathVariable, Node> variables = new HashMap<>();
        private @Nullable Entry entry;

        private Node child(PathSegment segment) {
            return segment.variable()
                    .map(variable -> variables.computeIfAbsent(variable, key -> new Node()))
                    .orElseGet(() -> words.computeIfAbsent(segment.folded(), key -> new Node()));
        }
    }

    void add(Collisions.Site site) {
        for (PathPattern pattern : site.layout().footprint()) {
            Node node = root;
            for (PathSegment segment : pattern.segments()) {
                node = node.child(segment);
            }
            if (node.entry == null) {
                node.entry = new Entry(site, pattern);
            }
        }
    }

    /** {@return a pattern that for some owners is the given one, or lies above or below it} */
    Optional<Entry> meeting(PathPattern pattern) {
        return meeting(pattern, "");
    }

    /** {@return a pattern of any other Destination that for some owners is the given one, or lies above or below it} */
    Optional<Entry> meeting(PathPattern pattern, String destination) {
        return new Search(destination).meeting(root, pattern.segments());
    }

    /**
     * Looks for what others have.
     *
     * @param destination whose patterns are passed over; empty for nobody's
     */
    private record Search(String destination) {
        Optional<Entry> meeting(Node node, List<PathSegment> remaining) {
            Optional<Entry> here = entry(node);
            if (here.isPresent()) {
                return here;
            }
            if (remaining.isEmpty()) {
                return any(node);
            }
            PathSegment segment = remaining.get(0);
            List<PathSegment> rest = remaining.subList(1, remaining.size());
            Optional<Entry> met = meetingWord(node, segment, rest);
            for (Map.Entry<PathVariable, Node> child : node.variables.entrySet()) {
                if (met.isEmpty() && PathSegment.of(child.getKey()).meets(segment)) {
                    met = meeting(child.getValue(), rest);
                }
            }
            return met;
        }

        private Optional<Entry> meetingWord(Node node, PathSegment segment, List<PathSegment> rest) {
            if (segment.variable().isEmpty()) {
                return Optional.ofNullable(node.words.get(segment.folded())).flatMap(child -> meeting(child, rest));
            }
            for (Map.Entry<String, Node> child : node.words.entrySet()) {
                Optional<Entry> met = segment.meets(PathSegment.word(child.getKey()))
                        ? meeting(child.getValue(), rest)
                        : Optional.empty();
                if (met.isPresent()) {
                    return met;
                }
            }
            return Optional.empty();
        }

        private Optional<Entry> any(Node node) {
            Optional<Entry> here = entry(node);
            if (here.isPresent()) {
                return here;
            }
            for (Map<?, Node> children : List.of(node.words, node.variables)) {
                for (Node child : children.values()) {
                    Optional<Entry> found = any(child);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Entry> entry(Node node) {
            return Optional.ofNullable(node.entry)
                    .filter(entry -> !entry.site().layout().destination().name().equals(destination));
        }
    }
}
