// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out which objects are there, with as few lists as possible: never more than one for each range, and never many more
 * than one for a thousand objects.
 */
final class Survey {
    private final Session session;
    private final int width;
    private final Set<String> keys = new HashSet<>();
    private final Set<String> beginnings = new HashSet<>();
    private final Map<String, Listed> found = new HashMap<>();
    private final Map<KeyRange, RequestException> forbidden = new HashMap<>();

    Survey(Session session, int width) {
        this.session = session;
        this.width = width;
    }

    /**
     * Looks.
     *
     * @param ranges what to look for
     * @param eachAlone whether a list may not span several of them
     * @throws InterruptedException if the engine asked to stop waiting
     * @throws RequestException if a list is refused for another reason than its range
     */
    void look(Collection<KeyRange> ranges, boolean eachAlone) throws InterruptedException, RequestException {
        for (KeyRange range : ranges) {
            (range.kind() == KeyRange.Kind.KEY ? keys : beginnings).add(range.start());
        }
        List<KeyRange> inOrder = List.copyOf(new TreeSet<>(ranges));
        Chunk everything = new Chunk(inOrder, "");
        List<Chunk> chunks = inOrder.isEmpty() ? List.of() : eachAlone ? everything.alone() : List.of(everything);
        while (!chunks.isEmpty()) {
            List<Chunk> next = new ArrayList<>();
            for (int from = 0; from < chunks.size(); from += width) {
                next.addAll(round(chunks.subList(from, Math.min(from + width, chunks.size()))));
            }
            chunks = next;
        }
    }

    /** {@return the objects found, by key; those whose names end in a slash are no files} */
    Map<String, Listed> found() {
        return found;
    }

    /** {@return why a range may not be listed; empty if it may} */
    Optional<RequestException> forbidden(KeyRange range) {
        return Optional.ofNullable(forbidden.get(range));
    }

    /** {@return whether a list that spanned several ranges was refused} */
    boolean hadToGoAlone() {
        return wasRefusedTogether;
    }

    private boolean wasRefusedTogether;

    private List<Chunk> round(List<Chunk> chunks) throws InterruptedException, RequestException {
        List<CompletableFuture<Page>> pages = chunks.stream()
                .map(chunk -> session.list(chunk.prefix(), chunk.after(), chunk.most()))
                .toList();
        List<Chunk> left = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            left.addAll(left(chunks.get(i), pages.get(i)));
        }
        return left;
    }

    private List<Chunk> left(Chunk chunk, CompletableFuture<Page> asked) throws InterruptedException, RequestException {
        try {
            Page page = session.await(asked);
            page.objects().stream().filter(this::isLookedFor).forEach(object -> found.put(object.key(), object));
            return chunk.without(page, width);
        } catch (RequestException e) {
            if (!BucketErrors.isForbidden(e)) {
                throw e;
            }
            if (chunk.ranges().size() > 1) {
                wasRefusedTogether = true;
                return chunk.alone();
            }
            forbidden.put(chunk.ranges().get(0), e);
            return List.of();
        }
    }

    private boolean isLookedFor(Listed object) {
        String key = object.key();
        if (!Chunk.isFile(object)) {
            return false;
        }
        if (keys.contains(key) || beginnings.contains("")) {
            return true;
        }
        for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
            if (beginnings.contains(key.substring(0, slash + 1))) {
                return true;
            }
        }
        return false;
    }
}
