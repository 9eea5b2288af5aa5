// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers an owner's files and refuses those that cannot stand beside each other. */
final class FileSet {
    private final Map<StorePath, Content> files = new TreeMap<>();
    private final Map<String, StorePath> spellings = new HashMap<>();

    void put(StorePath path, Content content) {
        @Nullable StorePath twin = spellings.putIfAbsent(path.folded(), path);
        if (twin == null) {
            files.put(path, content);
            return;
        }
        refuse(!twin.equals(path), path, twin, "they differ only in case");
        @Nullable Content other = files.get(path);
        refuse(other == null || !other.sha256().equals(content.sha256()), path, twin, "their contents differ");
    }

    Map<StorePath, Content> files() {
        for (StorePath path : files.keySet()) {
            for (StorePath ancestor : path.ancestors()) {
                @Nullable StorePath file = spellings.get(ancestor.folded());
                if (file != null) {
                    refuse(true, path, file, "one is a directory of the other");
                }
            }
        }
        refuseDirectoryTwins();
        return files;
    }

    /** Where case is not told apart, the files of both directories would land in whichever is made first. */
    private void refuseDirectoryTwins() {
        Map<String, StorePath> directories = new HashMap<>();
        for (StorePath path : files.keySet()) {
            for (StorePath ancestor : path.ancestors()) {
                @Nullable StorePath twin = directories.putIfAbsent(ancestor.folded(), ancestor);
                if (twin != null) {
                    refuse(!twin.equals(ancestor), ancestor, twin, "they differ only in case");
                }
            }
        }
    }

    private static void refuse(boolean conflict, StorePath path, StorePath other, String why) {
        if (conflict) {
            throw new LayoutConflictException("'" + path + "' and '" + other + "' cannot both be written: " + why);
        }
    }
}
