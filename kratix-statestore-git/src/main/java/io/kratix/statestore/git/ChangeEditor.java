// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Makes one change hold in a tree, or finds what others have put in its way and alters nothing. */
final class ChangeEditor {
    private final TreeEditor tree;
    private final StateStoreChange change;
    private final Map<StorePath, ObjectId> blobs = new LinkedHashMap<>();

    private ChangeEditor(TreeEditor tree, StateStoreChange change) {
        this.tree = tree;
        this.change = change;
    }

    /**
     * How a change fared.
     *
     * @param refusal why it is refused, if it is
     * @param altered whether the tree is another one now
     */
    record Effect(Optional<PluginException> refusal, boolean altered) {}

    /**
     * Makes a change hold in a tree.
     *
     * @param tree altered, unless the change is refused or holds already
     * @param change what shall hold
     * @param inserter takes the contents
     */
    static Effect apply(TreeEditor tree, StateStoreChange change, PackBuilder inserter) throws IOException {
        ChangeEditor editor = new ChangeEditor(tree, change);
        Optional<PluginException> refusal = editor.refusal(inserter);
        boolean alters = refusal.isEmpty() && editor.alters();
        if (alters) {
            editor.alter();
        }
        return new Effect(refusal, alters);
    }

    private Optional<PluginException> refusal(PackBuilder inserter) throws IOException {
        Optional<PluginException> unreadable = insertContents(new BlobInserter(inserter));
        if (unreadable.isPresent()) {
            return unreadable;
        }
        for (StorePath file : change.files().keySet()) {
            Optional<PluginException> obstacle = obstacle(file);
            if (obstacle.isPresent()) {
                return obstacle;
            }
        }
        return Optional.empty();
    }

    private boolean alters() throws IOException {
        for (StorePath owned : change.directories()) {
            for (Map.Entry<StorePath, Directory.Entry> there : tree.files(owned).entrySet()) {
                if (!blobs.containsKey(there.getKey()) || !there.getValue().isPlainFile()) {
                    return true;
                }
            }
        }
        for (StorePath absent : change.absent()) {
            if (tree.find(absent).filter(found -> !found.isDirectory()).isPresent()) {
                return true;
            }
        }
        for (StorePath file : blobs.keySet()) {
            if (tree.find(file).filter(found -> holds(found, file)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private Optional<PluginException> insertContents(BlobInserter inserter) throws IOException {
        for (Map.Entry<StorePath, Content> file : change.files().entrySet()) {
            try {
                Optional<ObjectId> present = tree.find(file.getKey()).map(entry -> entry.id);
                blobs.put(file.getKey(), inserter.insert(file.getValue(), present));
            } catch (BlobInserter.UnreadableContentException e) {
                return Optional.of(PluginException.unavailable(
                                "the content of '" + file.getKey() + "' cannot be read: " + e.getMessage())
                        .causedBy(e));
            }
        }
        return Optional.empty();
    }

    private void alter() throws IOException {
        for (StorePath owned : change.directories()) {
            tree.clear(owned);
        }
        for (StorePath absent : change.absent()) {
            tree.remove(absent);
        }
        for (Map.Entry<StorePath, ObjectId> file : blobs.entrySet()) {
            tree.put(file.getKey(), file.getValue());
        }
    }

    private Optional<PluginException> obstacle(StorePath file) throws IOException {
        for (StorePath ancestor : file.ancestors()) {
            Optional<Directory.Entry> found = tree.find(ancestor);
            if (found.isPresent() && !found.get().isDirectory() && !change.removes(ancestor)) {
                return refused("'" + ancestor + "' is " + kind(found.get()) + " where a directory must be");
            }
        }
        return strangerAt(file);
    }

    private Optional<PluginException> strangerAt(StorePath file) throws IOException {
        Optional<Directory.Entry> found = tree.find(file);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().isDirectory()) {
            for (StorePath below : tree.files(file).keySet()) {
                if (!change.removes(below)) {
                    return refused("'" + file + "' is a directory that holds '" + below + "'");
                }
            }
        } else if (change.claims(file) && !holds(found.get(), file)) {
            return refused("'" + file + "' is " + kind(found.get()) + " that others wrote");
        }
        return Optional.empty();
    }

    private boolean holds(Directory.Entry found, StorePath file) {
        return found.isFile() && found.id.equals(blobs.get(file));
    }

    private static String kind(Directory.Entry entry) {
        if (entry.isSubmodule()) {
            return "a submodule";
        }
        return entry.isFile() ? "a file" : "a symbolic link";
    }

    private Optional<PluginException> refused(String obstacle) {
        return Optional.of(PluginException.rejected(obstacle + "; it was left as it is, and nothing of '" + change.id()
                + "' was written. Remove it from the branch, or move what shall be written"));
    }
}
