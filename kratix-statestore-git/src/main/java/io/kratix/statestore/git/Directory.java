// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a tree, in memory. Names are kept as the bytes that Git has, one char a byte (ISO 8859-1): others may
 * have written names that are no UTF-8, and they must survive. Not safe for several threads.
 */
final class Directory {
    private static final ObjectInserter IDS = new ObjectInserter.Formatter();
    private static final byte[] NOTHING = {};
    private static final int TREE_BITS = FileMode.TREE.getBits();

    /** Git's order: as if the name of a directory ended in a slash. One char a byte makes it the order of bytes. */
    private static final Comparator<Map.Entry<String, Entry>> GIT_ORDER =
            Comparator.comparing(named -> named.getValue().isDirectory() ? named.getKey() + "/" : named.getKey());

    private final Map<String, Entry> entries = new HashMap<>();
    private ObjectId id;
    /** The tree as it was last written; empty if it was not. */
    private byte[] raw = NOTHING;

    private boolean changed;

    /** What stands under a name: mode and id as in the tree object, or a directory that is in memory and may differ. */
    static final class Entry {
        final int mode;
        ObjectId id;
        private @Nullable Directory loaded;

        private Entry(int mode, ObjectId id, @Nullable Directory loaded) {
            this.mode = mode;
            this.id = id;
            this.loaded = loaded;
        }

        boolean isDirectory() {
            return (mode & FileMode.TYPE_MASK) == TREE_BITS;
        }

        boolean isFile() {
            return (mode & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
        }

        boolean isSubmodule() {
            return (mode & FileMode.TYPE_MASK) == FileMode.TYPE_GITLINK;
        }

        /** {@return the directory}, read when it is asked for first. */
        Directory directory(ObjectReader reader) throws IOException {
            if (loaded == null) {
                loaded = read(reader, id);
            }
            return loaded;
        }
    }

    private Directory(ObjectId id) {
        this.id = id;
    }

    static Directory empty() {
        Directory directory = new Directory(ObjectId.zeroId());
        directory.changed = true;
        return directory;
    }

    static Directory read(ObjectReader reader, ObjectId tree) throws IOException {
        Directory directory = new Directory(tree);
        CanonicalTreeParser parser = new CanonicalTreeParser();
        parser.reset(reader, tree);
        for (; !parser.eof(); parser.next()) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            directory.entries.put(
                    new String(name, StandardCharsets.ISO_8859_1),
                    new Entry(parser.getEntryRawMode(), parser.getEntryObjectId(), null));
        }
        return directory;
    }

    /** {@return a name as it is kept here} */
    static String key(String segment) {
        return new String(segment.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** {@return a copy of the entries, by name, in Git's order} */
    List<Map.Entry<String, Entry>> entries() {
        return entries.entrySet().stream().sorted(GIT_ORDER).toList();
    }

    /** Puts a file in; one that is there keeps its mode, so that a script stays executable. */
    void putFile(String key, ObjectId blob) {
        Entry old = entries.get(key);
        if (old == null || !old.isFile()) {
            put(key, new Entry(FileMode.REGULAR_FILE.getBits(), blob, null));
        } else if (!old.id.equals(blob)) {
            put(key, new Entry(old.mode, blob, null));
        }
    }

    /** Puts an empty directory in, in place of whatever is there. */
    Directory putDirectory(String key) {
        Directory directory = empty();
        put(key, new Entry(TREE_BITS, ObjectId.zeroId(), directory));
        return directory;
    }

    void remove(String key) {
        changed |= entries.remove(key) != null;
    }

    void clear() {
        changed |= !entries.isEmpty();
        entries.clear();
    }

    /** Says that something below changes. */
    void touch() {
        changed = true;
    }

    /**
     * Writes what has changed, from the bottom up. Directories that have become empty vanish, as Git keeps none.
     *
     * @return the tree's id
     */
    ObjectId write(TreeSink trees) throws IOException {
        if (changed) {
            for (Map.Entry<String, Entry> named : entries()) {
                writeBelow(named.getKey(), named.getValue(), trees);
            }
            byte[] tree = format();
            ObjectId written = IDS.idFor(Constants.OBJ_TREE, tree);
            if (!written.equals(id)) {
                trees.insertTree(tree, written, raw, id);
                id = written;
                raw = tree;
            }
            changed = false;
        }
        return id;
    }

    private void writeBelow(String key, Entry entry, TreeSink trees) throws IOException {
        Directory below = entry.loaded;
        if (below == null || !below.changed) {
            return;
        }
        if (below.prune()) {
            entries.remove(key);
        } else {
            entry.id = below.write(trees);
        }
    }

    /** {@return whether nothing is left here}, once directories that hold nothing any more are taken out. */
    private boolean prune() {
        entries.values().removeIf(entry -> entry.loaded != null && entry.loaded.changed && entry.loaded.prune());
        return entries.isEmpty();
    }

    private void put(String key, Entry entry) {
        entries.put(key, entry);
        changed = true;
    }

    private byte[] format() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(entries.size() * 48);
        byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
        for (Map.Entry<String, Entry> named : entries()) {
            String mode = Integer.toOctalString(named.getValue().mode);
            out.writeBytes((mode + " " + named.getKey() + "\0").getBytes(StandardCharsets.ISO_8859_1));
            named.getValue().id.copyRawTo(raw, 0);
            out.writeBytes(raw);
        }
        return out.toByteArray();
    }
}
