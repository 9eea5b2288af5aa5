// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Content;
import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.StorePath;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a Pipeline left behind.
 *
 * @param files the files below {@code /kratix/output}
 * @param directories the names of the directories at its top, those without files included
 * @param selectors what its {@code destination-selectors.yaml} says
 */
public record WorkflowOutput(Map<StorePath, Content> files, Set<String> directories, WorkflowSelectors selectors) {
    private static final Comparator<StorePath> AS_LISTED = WorkflowOutput::compareAsListed;

    /** Copies files and directories; a directory that holds a file need not be named. */
    public WorkflowOutput {
        Map<StorePath, Content> listed = new TreeMap<>(AS_LISTED);
        listed.putAll(files);
        files = Collections.unmodifiableMap(listed);
        Set<String> all = new TreeSet<>();
        directories.forEach(directory -> all.add(Normalizer.normalize(directory, Normalizer.Form.NFC)));
        for (StorePath file : files.keySet()) {
            if (file.segments().size() > 1) {
                all.add(file.segments().get(0));
            }
        }
        directories = Collections.unmodifiableSet(all);
    }

    /**
     * Makes workload groups of the output: one for each directory that the selectors name, in their order, and last one
     * for everything else, if there is anything else. The Promise has a say in the last one alone.
     *
     * @param source whose workflow it was
     * @param promise what the Promise's {@code spec.destinationSelectors} ask for
     * @return the groups
     * @throws InvalidSelectorsException if the selectors name a directory that is not there
     */
    public List<WorkloadGroup> groups(Source source, List<DestinationSelector> promise) {
        List<WorkloadGroup> groups = new ArrayList<>();
        Set<String> named = new TreeSet<>();
        for (WorkflowSelectors.Entry entry : selectors.entries()) {
            if (!entry.isRoot()) {
                requireDirectory(entry.directory());
                named.add(entry.directory());
                groups.add(new WorkloadGroup(
                        entry.directory(),
                        workloads(first -> first.equals(entry.directory())),
                        List.of(new DestinationSelector(entry.selector(), source))));
            }
        }
        List<Workload> rest = workloads(first -> !named.contains(first));
        if (!rest.isEmpty()) {
            groups.add(new WorkloadGroup(WorkloadGroup.ROOT_DIRECTORY, rest, rootSelectors(source, promise)));
        }
        return List.copyOf(groups);
    }

    private List<DestinationSelector> rootSelectors(Source source, List<DestinationSelector> promise) {
        List<DestinationSelector> asked = new ArrayList<>();
        selectors.root(source).ifPresent(asked::add);
        Optional<DestinationSelector> squashed = DestinationSelector.squash(promise);
        squashed.ifPresent(asked::add);
        return asked;
    }

    private void requireDirectory(String directory) {
        if (files.containsKey(StorePath.of(directory))) {
            throw missing(directory, "not a directory");
        }
        if (!directories.contains(directory)) {
            throw missing(directory, "no such file or directory");
        }
    }

    private static InvalidSelectorsException missing(String directory, String why) {
        return new InvalidSelectorsException(
                "invalid directory in destination-selectors.yaml: /kratix/output/" + directory + ": " + why);
    }

    private List<Workload> workloads(Predicate<String> firstSegment) {
        List<Workload> workloads = new ArrayList<>();
        files.forEach((path, content) -> {
            if (firstSegment.test(path.segments().get(0))) {
                workloads.add(new Workload(path, content));
            }
        });
        return workloads;
    }

    /** Directory by directory, names by their bytes, as a file system is walked. */
    private static int compareAsListed(StorePath one, StorePath other) {
        List<String> left = one.segments();
        List<String> right = other.segments();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = StorePath.existing(left.get(i)).compareTo(StorePath.existing(right.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }
}
