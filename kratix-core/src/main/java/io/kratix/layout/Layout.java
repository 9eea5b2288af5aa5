// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of one Destination lies in its State Store. Immutable; equal input gives equal paths.
 *
 * <p>Source: the seed document "Destination Custom Resource" for {@link FilepathMode#NESTED_BY_DESTINATION}.
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

    private final StorePath root;

    private Layout(StorePath root) {
        this.root = root;
    }

    /** {@return whether a Destination of that mode can be laid out} */
    public static boolean supports(FilepathMode mode) {
        return mode == FilepathMode.NESTED_BY_DESTINATION;
    }

    /**
     * {@return the layout of a Destination}
     *
     * @param storePath the State Store's {@code spec.path}
     * @param destination the Destination
     * @param mode the effective mode, which the engine fixed when the Destination was first applied
     */
    public static Layout of(StorePath storePath, Destination destination, FilepathMode mode) {
        StorePath path = storePath.resolve(normalised(destination.path())).resolve(destination.name());
        return new Layout(path);
    }

    /** {@return the path below which everything of the Destination lies} */
    public StorePath root() {
        return root;
    }

    /** {@return the two files that show that an agent reads the right paths} */
    public OwnerFiles canaries() {
        return new OwnerFiles(
                Set.of(),
                Map.of(
                        root.resolve("dependencies").resolve(CANARY_NAMESPACE_FILE), CANARY_NAMESPACE,
                        root.resolve("resources").resolve(CANARY_CONFIG_MAP_FILE), CANARY_CONFIG_MAP));
    }

    /**
     * {@return the directories that an owner has for itself}
     *
     * @param owner a Promise or a request
     */
    public Set<StorePath> area(LayoutOwner owner) {
        return Set.of(directoryOf(owner));
    }

    /**
     * Lays out everything that an owner has on the Destination.
     *
     * @param owner a Promise or a request
     * @param groups all of its placed groups
     * @return the directories that the owner has for itself, and its files
     * @throws LayoutConflictException if two of the files cannot stand beside each other
     */
    public OwnerFiles layOut(LayoutOwner owner, List<PlacedGroup> groups) {
        Map<StorePath, Content> files = new TreeMap<>();
        Map<String, StorePath> spellings = new HashMap<>();
        for (PlacedGroup placed : groups) {
            for (Workload workload : placed.group().workloads()) {
                StorePath path = directoryOf(owner).resolve(pathOf(placed.work(), workload));
                put(files, spellings, path, workload.content());
            }
        }
        for (StorePath path : files.keySet()) {
            for (StorePath ancestor : path.ancestors()) {
                refuse(spellings.containsKey(ancestor.folded()), path, ancestor, "one is a directory of the other");
            }
        }
        return new OwnerFiles(area(owner), files);
    }

    private StorePath directoryOf(LayoutOwner owner) {
        return owner.isPromise()
                ? root.resolve("dependencies").resolve(owner.promise())
                : root.resolve("resources")
                        .resolve(owner.namespace())
                        .resolve(owner.promise())
                        .resolve(owner.request());
    }

    private static StorePath pathOf(Work work, Workload workload) {
        if (work.type() == Work.Type.STATIC_DEPENDENCY) {
            return StorePath.of("static/dependencies.yaml");
        }
        return work.position() == 0
                ? workload.filepath()
                : StorePath.of(work.pipeline()).resolve(workload.filepath());
    }

    private static void put(
            Map<StorePath, Content> files, Map<String, StorePath> spellings, StorePath path, Content content) {
        @Nullable StorePath twin = spellings.putIfAbsent(path.folded(), path);
        if (twin == null) {
            files.put(path, content);
            return;
        }
        refuse(!twin.equals(path), path, twin, "they differ only in case");
        Content other = files.get(path);
        refuse(other == null || !other.sha256().equals(content.sha256()), path, twin, "their contents differ");
    }

    private static void refuse(boolean conflict, StorePath path, StorePath other, String why) {
        if (conflict) {
            throw new LayoutConflictException("'" + path + "' and '" + other + "' cannot both be written: " + why);
        }
    }

    /**
     * {@return a path as people write it in {@code spec.path}, in its one spelling: {@code .} and {@code /} mean the
     * root, and slashes too many do no harm}
     *
     * @param path the path as written
     * @throws io.kratix.model.InvalidPathException if it is no path of a State Store even so
     */
    public static StorePath normalised(String path) {
        StringBuilder cleaned = new StringBuilder();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                cleaned.append(cleaned.length() == 0 ? "" : "/").append(segment);
            }
        }
        return StorePath.of(cleaned.toString());
    }
}
