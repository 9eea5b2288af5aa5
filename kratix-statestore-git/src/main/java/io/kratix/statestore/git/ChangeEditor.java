// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;

/** Makes one change hold in a tree, or finds what others have put in its way and alters nothing. */
final class ChangeEditor {
    private final TreeEditor tree;
    private final StateStoreChange change;
    private final Map<StorePath, BlobInserter.Blob> blobs = new LinkedHashMap<>();

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
     * @param pack takes the contents, unless the change is refused: what is refused goes nowhere
     */
    static Effect apply(TreeEditor tree, StateStoreChange change, PackBuilder pack) throws IOException {
        ChangeEditor editor = new ChangeEditor(tree, change);
        BlobInserter inserter = new BlobInserter(pack);
        Optional<PluginException> refusal = editor.refusal(inserter);
        boolean alters = refusal.isEmpty() && editor.alters();
        if (alters) {
            inserter.insert(editor.blobs.values());
            editor.alter();
        }
        return new Effect(refusal, alters);
    }

    private Optional<PluginException> refusal(BlobInserter inserter) throws IOException {
        try {
            Optional<PluginException> unreadable = readContents(inserter);
            return unreadable.isPresent() ? unreadable : obstacle();
        } catch (OutsizedTreeException e) {
            return refused("what others wrote at one of its paths, or around it, " + e.getMessage());
        }
    }

    private Optional<PluginException> obstacle() throws IOException {
        for (Set<StorePath> removed : List.of(change.absent(), change.directories())) {
            for (StorePath path : removed) {
                tree.find(path); // what cannot be read on the way there shows now, not when half is altered
            }
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
            if (holdsOthers(owned)) {
                return true;
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

    private boolean holdsOthers(StorePath owned) throws IOException {
        try {
            return tree.search(owned, true, (there, entry) -> !blobs.containsKey(there) || !entry.isPlainFile());
        } catch (OutsizedTreeException e) {
            return true; // whatever it is, it goes
        }
    }

    private Optional<PluginException> readContents(BlobInserter inserter) throws IOException {
        for (Map.Entry<StorePath, Content> file : change.files().entrySet()) {
            try {
                Optional<ObjectId> present = tree.find(file.getKey()).map(entry -> entry.id);
                blobs.put(file.getKey(), inserter.read(file.getValue(), present));
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
        for (Map.Entry<StorePath, BlobInserter.Blob> file : blobs.entrySet()) {
            tree.put(file.getKey(), file.getValue().id());
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
            return strangerBelow(file);
        } else if (change.claims(file) && !holds(found.get(), file)) {
            return refused("'" + file + "' is " + kind(found.get()) + " that others wrote");
        }
        return Optional.empty();
    }

    private Optional<PluginException> strangerBelow(StorePath file) throws IOException {
        if (change.directories().stream().anyMatch(file::startsWith)) {
            return Optional.empty();
        }
        List<StorePath> strangers = new ArrayList<>();
        tree.search(file, false, (below, entry) -> {
            if (!entry.isDirectory() && !change.removes(below)) {
                strangers.add(below);
            }
            return !strangers.isEmpty();
        });
        return strangers.isEmpty()
                ? Optional.empty()
                : refused("'" + file + "' is a directory that holds '" + strangers.get(0) + "'");
    }

    private boolean holds(Directory.Entry found, StorePath file) {
        BlobInserter.Blob blob = blobs.get(file);
        return blob != null && found.isFile() && found.id.equals(blob.id());
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
