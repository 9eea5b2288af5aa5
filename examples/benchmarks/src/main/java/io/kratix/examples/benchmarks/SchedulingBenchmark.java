// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.benchmarks;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.LabelSelector;
import io.kratix.model.ObjectReference;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.scheduling.Candidates;
import io.kratix.scheduling.DestinationIndex;
import io.kratix.scheduling.Scheduler;
import io.kratix.scheduling.SchedulingRequest;
import io.kratix.scheduling.SchedulingStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * 100,000 Works placed over Destinations with 10 environments, 20 regions, 5 tiers and a name of their own, against a plain
 * scan of all Destinations with the same strategy.
 */
final class SchedulingBenchmark implements Benchmark {
    private static final int WORKS = 100_000;
    private static final int ROUNDS = 3;

    /** A scan of so many labels in all takes a second or two; for more, some of the Works stand for all. */
    private static final int MOST_SCANNED = 50_000_000;

    private static final SchedulingStrategy STRATEGY = SchedulingStrategy.rendezvous();
    private static final StateStoreReference STORE = new StateStoreReference("GitStateStore", "default");

    @Override
    public List<Measure> run() {
        List<Measure> measures = new ArrayList<>();
        for (int size : List.of(100, 1_000, 10_000)) {
            List<Destination> destinations = IntStream.range(0, size)
                    .mapToObj(SchedulingBenchmark::destination)
                    .toList();
            measures.add(measure("few matches", destinations, works(size, true)));
            measures.add(measure("many matches", destinations, works(size, false)));
        }
        return measures;
    }

    private static Measure measure(String name, List<Destination> destinations, List<Work> works) {
        DestinationIndex index = DestinationIndex.of(destinations);
        List<Work> scanned = works.subList(0, Math.min(WORKS, MOST_SCANNED / destinations.size()));
        long ours = Long.MAX_VALUE;
        long reference = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            ours = Math.min(ours, place(works, index));
            reference = Math.min(reference, scan(scanned, destinations));
        }
        double matches = scanned.stream()
                .mapToInt(work -> matching(work, destinations).size())
                .average()
                .orElse(0);
        String sample =
                scanned.size() == works.size() ? "" : "; the scan reckoned from %,d Works".formatted(scanned.size());
        return Measure.ofNanos(
                "%,d Works, %,d Destinations, %s vs plain scan".formatted(WORKS, destinations.size(), name),
                ours,
                (long) ((double) reference * works.size() / scanned.size()),
                "%.1f matches and %,d ns per Work%s".formatted(matches, ours / WORKS, sample));
    }

    private static long place(List<Work> works, DestinationIndex index) {
        Scheduler scheduler = Scheduler.with(STRATEGY);
        long start = System.nanoTime();
        int placed = 0;
        for (Work work : works) {
            placed += scheduler
                    .schedule(new SchedulingRequest(work, List.of(), Set.of(), index))
                    .placements()
                    .size();
        }
        require(placed);
        return System.nanoTime() - start;
    }

    private static long scan(List<Work> works, List<Destination> destinations) {
        long start = System.nanoTime();
        int placed = 0;
        for (Work work : works) {
            List<Destination> matching = matching(work, destinations);
            if (!matching.isEmpty()) {
                STRATEGY.pick(new Candidates(work, work.groups().get(0), matching, Set.of()));
                placed++;
            }
        }
        require(placed);
        return System.nanoTime() - start;
    }

    private static List<Destination> matching(Work work, List<Destination> destinations) {
        LabelSelector selector = Scheduler.resolve(work.groups().get(0).selectors());
        List<Destination> matching = new ArrayList<>();
        for (Destination destination : destinations) {
            if (selector.matches(destination.labels())) {
                matching.add(destination);
            }
        }
        return matching;
    }

    private static void require(int placed) {
        if (placed == 0) {
            throw new IllegalStateException("nothing was placed");
        }
    }

    private static Destination destination(int number) {
        Destination.Builder builder = Destination.builder("worker-" + number, STORE);
        labels(number).forEach(builder::label);
        return builder.build();
    }

    private static Map<String, String> labels(int number) {
        return Map.of(
                "environment", "environment-" + number % 10,
                "region", "region-" + number / 10 % 20,
                "tier", "tier-" + number / 200 % 5,
                "name", "worker-" + number);
    }

    private static List<Work> works(int size, boolean few) {
        List<Work> works = new ArrayList<>(WORKS);
        List<List<String>> asked = few
                ? List.of(List.of("name"), List.of("name", "environment"), List.of("environment", "region", "tier"))
                : List.of(List.of("environment"), List.of("tier"), List.of("environment", "tier"));
        for (int number = 0; number < WORKS; number++) {
            Map<String, String> labels = labels(number * 7919 % size);
            List<String> keys = asked.get(number % asked.size());
            works.add(work(
                    number,
                    Map.copyOf(keys.stream()
                            .collect(java.util.stream.Collectors.toMap(
                                    key -> key, key -> labels.getOrDefault(key, ""))))));
        }
        return works;
    }

    private static Work work(int number, Map<String, String> labels) {
        ObjectReference owner =
                ObjectReference.request("marketplace.kratix.io", "redis", "default", "request-" + number);
        Workload workload = new Workload(StorePath.of("redis.yaml"), Content.of("kind: Redis\n"));
        WorkloadGroup group = new WorkloadGroup(
                WorkloadGroup.ROOT_DIRECTORY,
                List.of(workload),
                List.of(new DestinationSelector(labels, Source.PROMISE)));
        return new Work(
                "default", "work-" + number, Work.Type.RESOURCE, "redis", owner, "configure", 0, List.of(group));
    }
}
