// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Paths that are alike but for their owners: {@code dev/dependencies/{promise.name}}. It stands for everything at or below
 * them.
 *
 * @param segments words and variables from the root on
 */
record PathPattern(List<PathSegment> segments) {
    PathPattern {
        segments = List.copyOf(segments);
    }

    static PathPattern of(StorePath path) {
        return new PathPattern(path.segments().stream().map(PathSegment::word).toList());
    }

    PathPattern under(StorePath root) {
        List<PathSegment> whole = new ArrayList<>(of(root).segments);
        whole.addAll(segments);
        return new PathPattern(whole);
    }

    /** Whether, for some owners, one is the other or lies below it. */
    boolean meets(PathPattern other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            if (!segments.get(i).meets(other.segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@return what stands before the first segment of such a variable; the whole pattern if there is none} */
    PathPattern before(PathVariable.Part part) {
        int end = 0;
        while (end < segments.size() && !segments.get(end).is(part)) {
            end++;
        }
        return new PathPattern(segments.subList(0, end));
    }

    boolean names(PathVariable variable) {
        return segments.stream().anyMatch(segment -> segment.is(variable));
    }

    PathPattern with(Function<PathVariable, String> values) {
        return new PathPattern(segments.stream()
                .map(segment -> segment.is(PathVariable.Part.DESTINATION)
                        ? PathSegment.word(values.apply(segment.variable().orElseThrow()))
                        : segment)
                .toList());
    }

    /** {@return the path for given values; a value that is empty gives no segment} */
    StorePath resolve(Function<PathVariable, String> values) {
        return StorePath.of(segments.stream()
                .map(segment -> segment.variable().map(values).orElse(segment.word()))
                .filter(segment -> !segment.isEmpty())
                .collect(Collectors.joining("/")));
    }

    @Override
    public String toString() {
        return segments.stream().map(PathSegment::toString).collect(Collectors.joining("/"));
    }
}
