// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where everything of one Destination lies in its State Store. Immutable and safe for several threads; equal input gives
 * equal paths, no two owners' areas overlap, and no path leaves {@link #root}.
 *
 * <p>Sources: the seed document "Destination Custom Resource" for {@link FilepathMode#NESTED_BY_DESTINATION} and {@link
 * FilepathMode#CRDS}; Kratix' work placement and destination controllers for the modes that it has.
 */
public final class Layout {
    /** The file that shows an agent's reader that the dependencies' root is read. */
    public static final String CANARY_NAMESPACE_FILE = "kratix-canary-namespace.yaml";

    /** The file that shows an agent's reader that the resources' root is read. */
    public static final String CANARY_CONFIG_MAP_FILE = "kratix-canary-configmap.yaml";

    private static final Content CANARY_NAMESPACE = Content.of(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: kratix-worker-system
            spec: {}
            status: {}
            """);
    private static final Content CANARY_CONFIG_MAP = Content.of(
            """
            apiVersion: v1
            data:
              canary: this confirms your infrastructure is reading from Kratix state stores
            kind: ConfigMap
            metadata:
              name: kratix-info
              namespace: kratix-worker-system
            """);

    private final Destination destination;
    private final FilepathMode mode;
    private final StorePath base;
    private final Scheme scheme;

    private Layout(Destination destination, FilepathMode mode, StorePath base, Scheme scheme) {
        this.destination = destination;
        this.base = base;
        this.mode = mode;
        this.scheme = scheme;
    }

    /**
     * {@return the layout of a Destination in the namespace that its document carries}
     *
     * @param storePath the State Store's {@code spec.path}
     * @param destination the Destination; {@link LayoutRules#problems} has nothing to say about it
     * @param mode the effective mode, which the engine fixed when the Destination was first applied
     */
    public static Layout of(StorePath storePath, Destination destination, FilepathMode mode) {
        return of(storePath, destination, mode, destination.namespace());
    }

    /**
     * {@return the layout of a Destination}
     *
     * @param storePath the State Store's {@code spec.path}
     * @param destination the Destination; {@link LayoutRules#problems} has nothing to say about it
     * @param mode the effective mode, which the engine fixed when the Destination was first applied
     * @param namespace the Destination's namespace, which was fixed with the mode
     */
    public static Layout of(StorePath storePath, Destination destination, FilepathMode mode, String namespace) {
        StorePath path = normalised(destination.path());
        StorePath base = storePath.resolve(path);
        Scheme scheme =
                switch (mode) {
                    case NONE -> new FlatScheme(base, path, destination.name());
                    case AGGREGATED_YAML -> new AggregatedScheme(base, normalised(destination.filename()));
                    default -> NestedScheme.of(base, destination, mode, namespace);
                };
        return new Layout(destination, mode, base, scheme);
    }

    /**
     * {@return a path as people write it in {@code spec.path}, in its one spelling, cleaned as Kratix does: {@code .} and
     * {@code /} mean the root, slashes too many do no harm, and {@code ..} takes back the segment before it}
     *
     * @param path the path as written
     * @throws InvalidPathException if it climbs out of the store, or is no path of a State Store even so
     */
    public static StorePath normalised(String path) {
        Deque<String> cleaned = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (cleaned.pollLast() == null) {
                    throw new InvalidPathException(path, "must not climb out of its State Store by '..'");
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                cleaned.add(segment);
            }
        }
        return StorePath.of(String.join("/", cleaned));
    }

    /** {@return the Destination that is laid out} */
    public Destination destination() {
        return destination;
    }

    /** {@return the effective mode} */
    public FilepathMode mode() {
        return mode;
    }

    /** {@return the State Store's path and the Destination's, whatever the mode} */
    public StorePath base() {
        return base;
    }

    /** {@return the path below which everything of the Destination lies} */
    public StorePath root() {
        return scheme.root();
    }

    /** {@return the two files that show that an agent reads the right paths} */
    public OwnerFiles canaries() {
        return new OwnerFiles(
                Set.of(),
                Map.of(
                        scheme.dependenciesRoot().resolve(CANARY_NAMESPACE_FILE), CANARY_NAMESPACE,
                        scheme.resourcesRoot().resolve(CANARY_CONFIG_MAP_FILE), CANARY_CONFIG_MAP));
    }

    /** {@return what registering the Destination writes and removes: its canaries, by {@code spec.initWorkloads}} */
    public Registration registration() {
        return destination.initWorkloads()
                ? new Registration(canaries().files(), Set.of())
                : new Registration(Map.of(), canaries().files().keySet());
    }

    /**
     * {@return what deleting the Destination does to its own files, by {@code spec.cleanup}} With {@code all} the files of
     * every owner on it go first, each as if the owner had nothing left there; with {@code none} everything stays.
     */
    public Registration deregistration() {
        return destination.cleansUp()
                ? new Registration(Map.of(), canaries().files().keySet())
                : new Registration(Map.of(), Set.of());
    }

    /**
     * {@return the directories that an owner has for itself; none in modes {@code none} and {@code aggregatedYAML}, where
     * what an owner has is files, or a share of one}
     *
     * @param owner a Promise or a request
     */
    public Set<StorePath> area(LayoutOwner owner) {
        return scheme.area(owner);
    }

    /**
     * Lays out everything that an owner has on the Destination. In mode {@code aggregatedYAML} that is the owner's share of
     * the one file: its digest tells whether the share changed, {@link #layOutTogether} gives what is written.
     *
     * @param owner a Promise or a request
     * @param groups all of its placed groups
     * @return the directories that the owner has for itself, and its files
     * @throws LayoutConflictException if two of the files cannot stand beside each other, or one has no path that every
     *     store can keep
     */
    public OwnerFiles layOut(LayoutOwner owner, List<PlacedGroup> groups) {
        if (ReservedNames.contains(owner.promise()) || ReservedNames.contains(owner.request())) {
            throw new LayoutConflictException("nothing of " + owner + " can be written: its name is reserved");
        }
        try {
            return new OwnerFiles(area(owner), scheme.files(owner, groups));
        } catch (InvalidPathException e) {
            throw new LayoutConflictException("nothing of " + owner + " can be written: " + e.getMessage());
        }
    }

    /** {@return whether all owners share one file, which is written whole: mode {@code aggregatedYAML}} */
    public boolean isShared() {
        return mode == FilepathMode.AGGREGATED_YAML;
    }

    /** {@return the one file that all owners share; empty in all modes but {@code aggregatedYAML}} */
    public Optional<StorePath> sharedFile() {
        return scheme instanceof AggregatedScheme aggregated ? Optional.of(aggregated.file()) : Optional.empty();
    }

    /**
     * Lays out everything that is placed on the Destination as the one file of mode {@code aggregatedYAML}: the documents
     * in the order of their placements' names. Without any document there is no file.
     *
     * @param groups the placed groups of all owners, in any order
     * @return the file, owned by the Destination as a whole
     * @throws IllegalStateException if {@link #isShared} says no
     */
    public OwnerFiles layOutTogether(Collection<PlacedGroup> groups) {
        if (scheme instanceof AggregatedScheme aggregated) {
            return new OwnerFiles(Set.of(), aggregated.together(groups));
        }
        throw new IllegalStateException("in mode " + mode.text() + " each owner has files of its own");
    }

    /** {@return everywhere that the Destination, or some owner on it, could have something} */
    Set<PathPattern> footprint() {
        Set<PathPattern> footprint = new LinkedHashSet<>(scheme.areas());
        canaries().files().keySet().forEach(canary -> footprint.add(PathPattern.of(canary)));
        return footprint;
    }
}
