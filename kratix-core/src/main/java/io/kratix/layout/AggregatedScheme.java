// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mode {@code aggregatedYAML}: each owner has a share of one file. */
final class AggregatedScheme implements Scheme {
    private final StorePath base;
    private final StorePath file;

    /** By the name of the placement, as Kratix; what else tells placements apart decides between equal names. */
    private static final Comparator<PlacedGroup> ORDER = Comparator.comparing(AggregatedScheme::placement)
            .thenComparing(placed -> placed.work().namespace())
            .thenComparing(placed -> placed.work().owner())
            .thenComparing(placed -> placed.work().pipeline())
            .thenComparing(placed -> placed.group().id());

    AggregatedScheme(StorePath base, StorePath filename) {
        this.base = base;
        this.file = base.resolve(filename);
    }

    StorePath file() {
        return file;
    }

    @Override
    public StorePath root() {
        return base;
    }

    @Override
    public StorePath dependenciesRoot() {
        return base;
    }

    @Override
    public StorePath resourcesRoot() {
        return base;
    }

    @Override
    public List<PathPattern> areas() {
        return List.of(PathPattern.of(file));
    }

    @Override
    public Set<StorePath> area(LayoutOwner owner) {
        return Set.of();
    }

    @Override
    public Map<StorePath, Content> files(LayoutOwner owner, List<PlacedGroup> groups) {
        return together(groups);
    }

    Map<StorePath, Content> together(Collection<PlacedGroup> groups) {
        List<Content> documents = groups.stream()
                .sorted(ORDER)
                .flatMap(placed -> placed.group().workloads().stream())
                .map(Workload::content)
                .toList();
        return documents.isEmpty() ? Map.of() : Map.of(file, JoinedContent.of(documents));
    }

    /** The Destination's name stands between the two in Kratix; within one Destination it decides nothing. */
    private static String placement(PlacedGroup placed) {
        Work work = placed.work();
        return work.name() + "." + placed.group().shortId();
    }
}
