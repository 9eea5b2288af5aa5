// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.DestinationSelector;
import io.kratix.model.DestinationSelector.Source;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.InvalidPathException;
import io.kratix.model.LabelSelector;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import io.kratix.model.WorkloadGroup;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a Pipeline's {@code metadata/destination-selectors.yaml} says: which directories of its output are groups of their
 * own, and where they and the rest shall go. Source: Kratix' {@code work-creator/lib/work_creator.go}.
 *
 * @param entries in the order of the file, at most one for each directory
 */
public record WorkflowSelectors(List<Entry> entries) {
    private static final String FILE = "destination-selectors.yaml";

    /** Copies the list. */
    public WorkflowSelectors {
        entries = List.copyOf(entries);
    }

    /**
     * One entry.
     *
     * @param directory a directory at the top of the output; {@link WorkloadGroup#ROOT_DIRECTORY} for everything else
     * @param selector which Destinations it asks for
     */
    public record Entry(String directory, LabelSelector selector) {
        /** {@return whether it is about everything that no other entry names} */
        public boolean isRoot() {
            return directory.equals(WorkloadGroup.ROOT_DIRECTORY);
        }

        /** As Go prints it in Kratix' messages. */
        @Override
        public String toString() {
            StringBuilder labels = new StringBuilder();
            selector.matchLabels().forEach((key, value) -> labels.append(labels.length() == 0 ? "" : " ")
                    .append(key)
                    .append(':')
                    .append(value));
            return "{map[" + labels + "] " + directory + "}";
        }
    }

    /** {@return what a Pipeline says that says nothing} */
    public static WorkflowSelectors none() {
        return new WorkflowSelectors(List.of());
    }

    /**
     * Reads the file's first document.
     *
     * @param tree what a parser made of it: a list, or null for an empty file; scalars that are no texts are taken for
     *     texts as Kubernetes does
     * @return the entries
     * @throws InvalidSelectorsException if it is no list of entries, an entry asks for nothing or for what no label can
     *     be, two entries have one directory, or a directory is not one at the top of the output
     */
    public static WorkflowSelectors read(@Nullable Object tree) {
        List<Entry> entries = new ArrayList<>();
        for (Object element : listOf(tree)) {
            entries.add(entry(entries.size(), SelectorFields.of(element)));
        }
        refuseDuplicates(entries);
        entries.forEach(WorkflowSelectors::checkDirectory);
        return new WorkflowSelectors(entries);
    }

    /**
     * {@return what is asked for everything that no other entry names, if anything}
     *
     * @param source whose workflow it was
     */
    public Optional<DestinationSelector> root(Source source) {
        return entries.stream()
                .filter(Entry::isRoot)
                .findFirst()
                .map(entry -> new DestinationSelector(entry.selector(), source));
    }

    private static List<?> listOf(@Nullable Object tree) {
        if (tree == null || tree instanceof List) {
            return tree == null ? List.of() : (List<?>) tree;
        }
        throw SelectorFields.mistyped("the file", "a list of entries", tree);
    }

    private static Entry entry(int index, SelectorFields fields) {
        Map<String, @Nullable Object> tree = new TreeMap<>();
        tree.put("matchLabels", fields.matchLabels());
        tree.put("matchExpressions", fields.matchExpressions());
        try {
            LabelSelector selector = LabelSelector.read("[" + index + "]", tree);
            if (selector.isEmpty()) {
                throw new InvalidSelectorsException(
                        "invalid " + FILE + ": entry with index " + index + " has no selectors");
            }
            return new Entry(cleaned(fields.directory()), selector);
        } catch (InvalidDocumentException e) {
            Problem first = e.problems().get(0);
            throw new InvalidSelectorsException("invalid " + FILE + ": " + first);
        }
    }

    /** Cleans as Go's {@code filepath.Clean} does, and spells in Unicode form NFC as paths of the output. */
    private static String cleaned(String directory) {
        boolean absolute = directory.startsWith("/");
        Deque<String> cleaned = new ArrayDeque<>();
        for (String segment : directory.split("/", -1)) {
            boolean back = segment.equals("..");
            if (back && !cleaned.isEmpty() && !cleaned.getLast().equals("..")) {
                cleaned.removeLast();
            } else if (!segment.isEmpty() && !segment.equals(".") && !(back && absolute)) {
                cleaned.add(segment);
            }
        }
        String joined = Normalizer.normalize((absolute ? "/" : "") + String.join("/", cleaned), Normalizer.Form.NFC);
        return joined.isEmpty() ? WorkloadGroup.ROOT_DIRECTORY : joined;
    }

    private static void refuseDuplicates(List<Entry> entries) {
        Set<String> directories = new HashSet<>();
        for (Entry entry : entries) {
            if (!directories.add(entry.directory())) {
                throw new InvalidSelectorsException("duplicate entries in " + FILE + ": \n["
                        + String.join(" ", entries.stream().map(Entry::toString).toList()) + "]");
            }
        }
    }

    private static void checkDirectory(Entry entry) {
        String directory = entry.directory();
        if (entry.isRoot()) {
            return;
        }
        if (directory.equals("/") || directory.equals("..")) {
            throw new InvalidSelectorsException(
                    "invalid directory in " + FILE + ": " + directory + ", it is no directory of the output");
        }
        if (directory.indexOf('/') >= 0) {
            throw new InvalidSelectorsException(
                    "invalid directory in " + FILE + ": " + directory + ", sub-directories are not allowed");
        }
        try {
            StorePath.of(directory);
        } catch (InvalidPathException e) {
            throw new InvalidSelectorsException("invalid directory in " + FILE + ": " + e.getMessage());
        }
    }
}
