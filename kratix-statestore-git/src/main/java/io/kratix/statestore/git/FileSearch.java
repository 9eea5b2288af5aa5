// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.StorePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiPredicate;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * Goes through what is below a path, one entry after the other and within bounds: a few equal trees, each within the other,
 * stand for more files than any memory holds.
 */
final class FileSearch {
    /** As deep as git itself goes on every platform (its setting core.maxTreeDepth). */
    private static final int DEEPEST = 512;
    /** A Destination with 100,000 placements of three files has two thirds of them. */
    static final int MOST = 600_000;

    private final ObjectReader reader;
    private final BiPredicate<StorePath, Directory.Entry> match;
    private final boolean keep;
    private final int most;
    private int passed;

    /**
     * Prepares a search.
     *
     * @param reader reads what is not in memory
     * @param keep whether what was read stays in memory
     * @param match whether an entry ends the search: a file, a link, a submodule, or a directory that holds nothing; a name
     *     that is no UTF-8 is read as ISO 8859-1
     * @param most how many entries it may pass
     */
    FileSearch(ObjectReader reader, boolean keep, BiPredicate<StorePath, Directory.Entry> match, int most) {
        this.most = most;
        this.reader = reader;
        this.keep = keep;
        this.match = match;
    }

    /**
     * {@return whether an entry ended the search}
     *
     * @param directory where to look
     * @param path its path
     * @throws OutsizedTreeException if there is too much
     */
    boolean in(Directory directory, StorePath path) throws IOException {
        return in(directory, path.isRoot() ? "" : path + "/", 0);
    }

    /** {@return the same for an entry that may be a file itself} */
    boolean at(Directory.Entry entry, StorePath path) throws IOException {
        return at(entry, path.toString(), 0);
    }

    private boolean in(Directory directory, String prefix, int depth) throws IOException {
        passed += directory.size();
        if (passed > most) {
            throw new OutsizedTreeException("holds more than " + most + " files and directories");
        }
        for (Map.Entry<String, Directory.Entry> named : directory.entries()) {
            if (at(named.getValue(), prefix + text(named.getKey()), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean at(Directory.Entry entry, String path, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new OutsizedTreeException("holds directories that are more than " + DEEPEST + " deep");
        }
        if (entry.isDirectory()) {
            Directory directory = keep ? entry.directory(reader) : entry.look(reader);
            if (!directory.isEmpty()) {
                return in(directory, path + "/", depth);
            }
        }
        return match.test(StorePath.existing(path), entry);
    }

    private static String text(String key) {
        return RawParseUtils.decode(key.getBytes(StandardCharsets.ISO_8859_1));
    }
}
