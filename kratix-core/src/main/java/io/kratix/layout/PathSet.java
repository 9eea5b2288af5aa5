// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.HashSet;
import java.util.Set;

/** Paths that are in use, directories and files, compared as a file system would that knows no case. Not safe for several threads. */
public final class PathSet {
    private final Set<String> paths = new HashSet<>();
    private final Set<String> above = new HashSet<>();

    /** Starts with nothing in use. */
    public PathSet() {}

    /**
     * Adds a path.
     *
     * @param path a directory or a file
     */
    public void add(StorePath path) {
        paths.add(path.folded());
        path.ancestors().forEach(ancestor -> above.add(ancestor.folded()));
        above.add(StorePath.ROOT.folded());
    }

    /**
     * {@return whether something in use is at, above or below a path}
     *
     * @param path a directory or a file
     */
    public boolean touches(StorePath path) {
        String folded = path.folded();
        return paths.contains(folded)
                || paths.contains(StorePath.ROOT.folded())
                || above.contains(folded)
                || path.ancestors().stream().anyMatch(ancestor -> paths.contains(ancestor.folded()));
    }
}
