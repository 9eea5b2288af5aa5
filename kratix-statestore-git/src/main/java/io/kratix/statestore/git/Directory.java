// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a tree, in memory. Names are kept as the bytes that Git has, one char a byte (ISO 8859-1): others may
 * have written names that are no UTF-8, and they must survive. Not safe for several threads.
 */
final class Directory {
    private static final byte[] NOTHING = {};
    /** A tree of more bytes is not read: one of 100,000 long names has two thirds of it, and takes ten times that in memory. */
    private static final int LARGEST = 16 * 1024 * 1024;

    private static final String SLASH = "/";
    private static final int TREE_BITS = FileMode.TREE.getBits();

    /**
     * In Git's order, which is as if the name of a directory ended in a slash; so it does here. One char a byte makes the
     * order of texts that of bytes.
     */
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    private ObjectId id;
    /** The tree as it was last read or written; empty if it was neither. */
    private byte[] raw = NOTHING;

    private boolean changed;

    /** What stands under a name: mode and id as in the tree object, or a directory that is in memory and may differ. */
    static final class Entry {
        final int mode;
        ObjectId id;
        /** What stands before the id in the tree object. */
        private final byte[] head;

        private @Nullable Directory loaded;

        private Entry(String name, int mode, ObjectId id, @Nullable Directory loaded) {
            this.mode = mode;
            this.id = id;
            this.loaded = loaded;
            head = (Integer.toOctalString(mode) + " " + name + "\0").getBytes(StandardCharsets.ISO_8859_1);
        }

        boolean isDirectory() {
            return (mode & FileMode.TYPE_MASK) == TREE_BITS;
        }

        boolean isFile() {
            return (mode & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
        }

        /** {@return whether it is a file that nobody may run} */
        boolean isPlainFile() {
            return mode == FileMode.REGULAR_FILE.getBits();
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

        /** {@return the directory}, which is not kept in memory unless it is there already. */
        Directory look(ObjectReader reader) throws IOException {
            return loaded == null ? read(reader, id) : loaded;
        }

        private String key(String name) {
            return isDirectory() ? name + SLASH : name;
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
        directory.raw = bytes(reader, tree);
        CanonicalTreeParser parser = new CanonicalTreeParser();
        for (parser.reset(directory.raw); !parser.eof(); parser.next()) {
            byte[] name = new byte[parser.getNameLength()];
            parser.getName(name, 0);
            String key = new String(name, StandardCharsets.ISO_8859_1);
            directory.add(key, new Entry(key, parser.getEntryRawMode(), parser.getEntryObjectId(), null));
        }
        return directory;
    }

    private static byte[] bytes(ObjectReader reader, ObjectId tree) throws IOException {
        ObjectLoader loader = reader.open(tree, Constants.OBJ_TREE);
        if (loader.getSize() > LARGEST) {
            throw new OutsizedTreeException("is or holds a directory with more than " + LARGEST + " bytes of names");
        }
        return loader.getCachedBytes();
    }

    /** {@return a name as it is kept here} */
    static String key(String segment) {
        return new String(segment.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** {@return this directory's id as it was last written} */
    ObjectId id() {
        return id;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Entry> get(String key) {
        Entry file = entries.get(key);
        return Optional.ofNullable(file == null ? entries.get(key + SLASH) : file);
    }

    /** {@return a copy of the entries, by name, in Git's order} */
    List<Map.Entry<String, Entry>> entries() {
        return entries.entrySet().stream()
                .map(named -> Map.entry(name(named.getKey()), named.getValue()))
                .toList();
    }

    /** Puts a file in; one that is there keeps its mode, so that a script stays executable. */
    void putFile(String key, ObjectId blob) {
        Entry old = get(key).orElse(null);
        if (old == null || !old.isFile()) {
            put(key, new Entry(key, FileMode.REGULAR_FILE.getBits(), blob, null));
        } else if (!old.id.equals(blob)) {
            put(key, new Entry(key, old.mode, blob, null));
        }
    }

    /** Puts an empty directory in, in place of whatever is there. */
    Directory putDirectory(String key) {
        Directory directory = empty();
        put(key, new Entry(key, TREE_BITS, ObjectId.zeroId(), directory));
        return directory;
    }

    void remove(String key) {
        changed |= entries.remove(key) != null || entries.remove(key + SLASH) != null;
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
    ObjectId write(TreeSink trees, ObjectIds ids) throws IOException {
        if (changed) {
            prune();
            for (Entry entry : entries.values()) {
                if (entry.loaded != null && entry.loaded.changed) {
                    entry.id = entry.loaded.write(trees, ids);
                }
            }
            byte[] tree = format();
            ObjectId written = ids.ofTree(tree);
            if (!written.equals(id)) {
                trees.insertTree(tree, written, raw, id);
                id = written;
                raw = tree;
            }
            changed = false;
        }
        return id;
    }

    /** {@return whether nothing is left here}, once directories that hold nothing any more are taken out. */
    private boolean prune() {
        entries.values().removeIf(entry -> entry.loaded != null && entry.loaded.changed && entry.loaded.prune());
        return entries.isEmpty();
    }

    private void put(String key, Entry entry) {
        remove(key);
        add(key, entry);
        changed = true;
    }

    private void add(String key, Entry entry) {
        entries.put(entry.key(key), entry);
    }

    private static String name(String key) {
        return key.endsWith(SLASH) ? key.substring(0, key.length() - 1) : key;
    }

    private byte[] format() {
        int length = 0;
        for (Entry entry : entries.values()) {
            length += entry.head.length + Constants.OBJECT_ID_LENGTH;
        }
        byte[] tree = new byte[length];
        int next = 0;
        for (Entry entry : entries.values()) {
            System.arraycopy(entry.head, 0, tree, next, entry.head.length);
            next += entry.head.length;
            entry.id.copyRawTo(tree, next);
            next += Constants.OBJECT_ID_LENGTH;
        }
        return tree;
    }
}
