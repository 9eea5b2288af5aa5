// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StoredTree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/** What lies below a path of one commit. */
final class CommitTree implements AutoCloseable {
    private final CacheRepository cache;
    private final ObjectReader reader;
    private final StorePath path;
    private final TreeEditor tree;
    private final ObjectId root;

    /**
     * Looks at a commit.
     *
     * @param cache holds the commit
     * @param commit the commit
     * @param path a directory or a file, or nothing
     */
    CommitTree(CacheRepository cache, ObjectId commit, StorePath path) throws IOException {
        this.cache = cache;
        this.path = path;
        reader = cache.newObjectReader();
        try (RevWalk walk = new RevWalk(reader)) {
            root = walk.parseCommit(commit).getTree().copy();
        }
        tree = TreeEditor.of(reader, root);
    }

    /** {@return the id of the tree or blob at the path}, that of the empty tree where there is nothing. */
    String fingerprint() throws IOException {
        if (path.isRoot()) {
            return root.name();
        }
        Optional<Directory.Entry> found = tree.find(path);
        return (found.isPresent() ? found.get().id : Constants.EMPTY_TREE_ID).name();
    }

    /** {@return the files}; a symbolic link is one whose content is where it points; submodules are left out. */
    StoredTree files() throws IOException {
        Map<StorePath, Content> files = new LinkedHashMap<>();
        for (Map.Entry<StorePath, Directory.Entry> file : tree.files(path).entrySet()) {
            if (!file.getValue().isSubmodule()) {
                files.put(file.getKey(), content(file.getValue().id));
            }
        }
        return StoredTree.of(fingerprint(), files, cache.hold()::close);
    }

    @Override
    public void close() {
        reader.close();
    }

    private Content content(ObjectId blob) throws IOException {
        long size = reader.getObjectSize(blob, Constants.OBJ_BLOB);
        return Content.of(size, () -> cache.open(blob, Constants.OBJ_BLOB).openStream());
    }
}
