// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the owners of single files are found by. Each file is an index of its own, and so is each directory above one:
 * whoever asks for a path need not look at the files of all owners. Paths count as a file system takes them that knows no
 * case; a digest stands for each, since databases bound what they index.
 */
final class FileIndexes {
    private static final int DIGITS = 32;

    private FileIndexes() {}

    /** {@return the indexes that an owner of a file stands in} */
    static Set<String> of(StorePath file) {
        Set<String> names = new TreeSet<>();
        names.add(file(file));
        file.ancestors().forEach(ancestor -> names.add(directory(ancestor)));
        return names;
    }

    /** {@return the indexes of those who have a file at a path, above it or below it} */
    static Set<String> touching(StorePath path) {
        Set<String> names = new TreeSet<>();
        names.add(file(path));
        names.add(directory(path));
        path.ancestors().forEach(ancestor -> names.add(file(ancestor)));
        return names;
    }

    private static String file(StorePath path) {
        return "file " + digest(path);
    }

    private static String directory(StorePath path) {
        return "files below " + digest(path);
    }

    private static String digest(StorePath path) {
        return Content.of(path.folded()).sha256().substring(0, DIGITS);
    }
}
