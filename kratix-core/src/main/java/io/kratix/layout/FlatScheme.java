// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mode {@code none}: all owners share one tree, and a state file for each placement lists what it put there. */
final class FlatScheme implements Scheme {
    private final StorePath base;
    private final StorePath destinationPath;
    private final String destination;

    FlatScheme(StorePath base, StorePath destinationPath, String destination) {
        this.base = base;
        this.destinationPath = destinationPath;
        this.destination = destination;
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
        return List.of(PathPattern.of(base));
    }

    @Override
    public Set<StorePath> area(LayoutOwner owner) {
        return Set.of();
    }

    @Override
    public Map<StorePath, Content> files(LayoutOwner owner, List<PlacedGroup> groups) {
        FileSet files = new FileSet();
        for (PlacedGroup placed : groups) {
            List<StorePath> listed = new ArrayList<>();
            for (Workload workload : placed.group().workloads()) {
                StorePath path = pathOf(owner, placed, workload);
                refuseReserved(path);
                files.put(base.resolve(path), workload.content());
                listed.add(destinationPath.resolve(path));
            }
            StorePath stateFile =
                    base.resolve(ReservedNames.STATE_DIRECTORY).resolve(StateFile.name(owner, placed, destination));
            files.put(stateFile, Content.of(StateFile.text(listed)));
        }
        return files.files();
    }

    private static StorePath pathOf(LayoutOwner owner, PlacedGroup placed, Workload workload) {
        return placed.work().type() == Work.Type.STATIC_DEPENDENCY
                ? StorePath.of("static/" + owner.promise() + "-dependencies.yaml")
                : workload.filepath();
    }

    private static void refuseReserved(StorePath path) {
        String first = path.segments().get(0);
        if (ReservedNames.contains(first)) {
            throw new LayoutConflictException("'" + path + "' cannot be written: '" + first
                    + "' is reserved for Kratix' own files; let the workflow choose another name");
        }
    }
}
