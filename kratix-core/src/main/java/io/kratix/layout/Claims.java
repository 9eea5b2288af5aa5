// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose the files of a shared tree are, in mode {@code none}: the first owner of a path keeps it. Not safe for several
 * threads.
 */
public final class Claims {
    private final Map<String, Held> files = new HashMap<>();
    private final Map<String, Held> directories = new HashMap<>();

    private record Held(StorePath file, String owner) {}

    /** Starts with nothing claimed. */
    public Claims() {}

    /**
     * Records the files that an owner has.
     *
     * @param owner who, in words: {@code Promise redis}
     * @param owned whole paths, as the registry remembers them
     * @return this
     */
    public Claims add(String owner, Collection<StorePath> owned) {
        for (StorePath file : owned) {
            Held held = new Held(file, owner);
            files.putIfAbsent(file.folded(), held);
            file.ancestors().forEach(ancestor -> directories.putIfAbsent(ancestor.folded(), held));
        }
        return this;
    }

    /**
     * Checks that an owner takes nothing that another has.
     *
     * @param owner who, in the words used before
     * @param wanted the whole paths of all files that it is to have
     * @throws LayoutConflictException if one of them belongs to another, lies below another's file, or is needed as a
     *     directory by one
     */
    public void check(String owner, Collection<StorePath> wanted) {
        for (StorePath file : wanted) {
            refuse(owner, file, files.get(file.folded()), "");
            refuse(owner, file, directories.get(file.folded()), ", which needs a directory there");
            for (StorePath ancestor : file.ancestors()) {
                refuse(owner, file, files.get(ancestor.folded()), ", which is a file");
            }
        }
    }

    private static void refuse(String owner, StorePath file, @Nullable Held held, String why) {
        if (held != null && !held.owner.equals(owner)) {
            throw new LayoutConflictException("'" + file + "' cannot be written for " + owner + ": '" + held.file
                    + "' belongs to " + held.owner + why + "; the first owner of a path keeps it");
        }
    }
}
