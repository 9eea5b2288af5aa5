// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.StorePath;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * A commit's tree that is looked at and changed by path. Only directories on the way are read; what nobody touched keeps
 * its id, its mode and its name's bytes. Nothing is followed: a symbolic link is an entry like a file. Not safe for
 * several threads.
 */
final class TreeEditor {
    private final ObjectReader reader;
    private final Directory root;
    private final ObjectIds ids = new ObjectIds();

    private TreeEditor(ObjectReader reader, Directory root) {
        this.reader = reader;
        this.root = root;
    }

    /** {@return an editor of a tree} */
    static TreeEditor of(ObjectReader reader, ObjectId tree) throws IOException {
        return new TreeEditor(reader, Directory.read(reader, tree));
    }

    /** {@return an editor of a tree that is in memory, at least in part} */
    static TreeEditor of(ObjectReader reader, Directory root) {
        return new TreeEditor(reader, root);
    }

    /** {@return the root of the tree} */
    Directory root() {
        return root;
    }

    /** {@return an editor that begins with nothing} */
    static TreeEditor ofNothing(ObjectReader reader) {
        return new TreeEditor(reader, Directory.empty());
    }

    /** {@return what stands at a path other than the root, if all above it are directories} */
    Optional<Directory.Entry> find(StorePath path) throws IOException {
        Optional<Directory> parent = existing(path.parent());
        return parent.isEmpty() ? Optional.empty() : parent.get().get(Directory.key(path.name()));
    }

    /** Puts a file in; what stands in the way of its directories goes. */
    void put(StorePath file, ObjectId blob) throws IOException {
        touched(file.parent()).putFile(Directory.key(file.name()), blob);
    }

    /** Takes out what stands at a path, unless it is a directory. */
    void remove(StorePath file) throws IOException {
        Optional<Directory.Entry> found = find(file);
        if (found.isPresent() && !found.get().isDirectory()) {
            touched(file.parent()).remove(Directory.key(file.name()));
        }
    }

    /** Takes out all that stands at and below a path. */
    void clear(StorePath path) throws IOException {
        if (path.isRoot()) {
            root.clear();
        } else if (find(path).isPresent()) {
            touched(path.parent()).remove(Directory.key(path.name()));
        }
    }

    /**
     * {@return what stands at or below a path and is no directory} A name that is no UTF-8 is read as ISO 8859-1.
     *
     * @throws OutsizedTreeException if it is too much
     */
    Map<StorePath, Directory.Entry> files(StorePath path) throws IOException {
        Map<StorePath, Directory.Entry> files = new TreeMap<>();
        search(path, false, (file, entry) -> {
            if (!entry.isDirectory()) {
                files.put(file, entry);
            }
            return false;
        });
        return files;
    }

    /**
     * {@return whether something stands at or below a path}
     *
     * @param keep whether what is read for it stays in memory
     * @param match what is looked for: files and the like, and directories that hold nothing
     * @throws OutsizedTreeException if there is too much to look through
     */
    boolean search(StorePath path, boolean keep, BiPredicate<StorePath, Directory.Entry> match) throws IOException {
        FileSearch search = new FileSearch(reader, keep, match, FileSearch.MOST);
        if (path.isRoot()) {
            return search.in(root, path);
        }
        Optional<Directory.Entry> found = find(path);
        return found.isPresent() && search.at(found.get(), path);
    }

    /** Writes the trees that have changed and returns the id of the whole. */
    ObjectId write(TreeSink trees) throws IOException {
        return root.write(trees, ids);
    }

    private Optional<Directory> existing(StorePath path) throws IOException {
        Directory directory = root;
        for (String segment : path.segments()) {
            Optional<Directory.Entry> entry = directory.get(Directory.key(segment));
            if (entry.isEmpty() || !entry.get().isDirectory()) {
                return Optional.empty();
            }
            directory = entry.get().directory(reader);
        }
        return Optional.of(directory);
    }

    /** {@return the directory at a path, made if need be}, with all on the way marked as changed. */
    private Directory touched(StorePath path) throws IOException {
        Directory directory = root;
        directory.touch();
        for (String segment : path.segments()) {
            directory = made(directory, Directory.key(segment));
        }
        return directory;
    }

    private Directory made(Directory parent, String key) throws IOException {
        Optional<Directory.Entry> entry = parent.get(key).filter(Directory.Entry::isDirectory);
        if (entry.isEmpty()) {
            return parent.putDirectory(key);
        }
        Directory directory = entry.get().directory(reader);
        directory.touch();
        return directory;
    }
}
