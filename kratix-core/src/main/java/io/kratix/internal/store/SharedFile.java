// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.layout.LayoutConflictException;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.Workload;
import io.kratix.model.WorkloadGroup;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * What may stand in the one file of a Destination in mode {@code aggregatedYAML}: YAML alone. Whoever reads the file reads
 * all of it or nothing, so that one owner's broken document would take away everybody's.
 */
public final class SharedFile {
    private static final Pattern DIRECTIVE = Pattern.compile("(?m)^\\ufeff?%");

    private SharedFile() {}

    /** {@return whether all of these can stand in a file with others} */
    static boolean takes(Collection<PlacedGroup> groups) {
        try {
            groups.forEach(placed -> check(placed.group(), ""));
            return true;
        } catch (LayoutConflictException e) {
            return false;
        }
    }

    /**
     * Checks that a group can stand in a file with others.
     *
     * @param group what is placed on the Destination
     * @param destination its name
     * @throws LayoutConflictException if one of its files is no YAML, or has a directive
     */
    public static void check(WorkloadGroup group, String destination) {
        for (Workload workload : group.workloads()) {
            try {
                DocumentReader.readTrees(workload.content());
                checkDirectives(workload, destination);
            } catch (InvalidDocumentException e) {
                throw new LayoutConflictException("'" + workload.filepath() + "' cannot stand in the one file of"
                        + " Destination '" + destination + "': "
                        + e.problems().stream()
                                .findFirst()
                                .map(Problem::message)
                                .orElse(""));
            }
        }
    }

    /** A directive holds for a whole stream, or breaks it where others' documents stand before, or nobody knows it. */
    private static void checkDirectives(Workload workload, String destination) {
        if (DIRECTIVE.matcher(DocumentReader.text(workload.content())).find()) {
            throw new LayoutConflictException("'" + workload.filepath() + "' cannot stand in the one file of"
                    + " Destination '" + destination
                    + "': a directive, such as %YAML, stands in a file of its own alone;"
                    + " leave it out");
        }
    }

    /**
     * Checks a Pipeline's output before it takes the place of an earlier one that stands in a shared file. Later would
     * be too late: the owner's share would have to be left out, and an agent would remove what runs by it.
     *
     * @param registry knows where the owner is
     * @param owner a request or a Promise
     * @param groups the output
     * @throws LayoutConflictException if a file of it is no YAML
     */
    public static void checkUpdate(Registry registry, ObjectReference owner, Collection<WorkloadGroup> groups) {
        registry.list(Table.PLACEMENTS, Query.where(RegisteredPlacement.BY_OWNER, owner.toString())).stream()
                .map(stored -> stored.value().placement().destination())
                .distinct()
                .filter(destination -> isShared(registry, destination))
                .forEach(destination -> groups.forEach(group -> check(group, destination)));
    }

    private static boolean isShared(Registry registry, String destination) {
        return registry.find(
                        Table.OBJECTS, ObjectReference.destination(destination).toString())
                .map(Stored::value)
                .map(object -> object.facts().getOrDefault(RegisteredObject.MODE, ""))
                .filter(FilepathMode.AGGREGATED_YAML.text()::equals)
                .isPresent();
    }
}
