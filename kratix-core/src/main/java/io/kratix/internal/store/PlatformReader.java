// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.internal.store.PlatformTree.Unreadable;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.StoredTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the documents of a tree: strangers' files are none of the engine's business, and what is hidden neither. */
final class PlatformReader {
    private final StorePath root;
    private final FileOwners owners;
    private final List<Arrival> dependencies = new ArrayList<>();
    private final List<Arrival> resources = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final Set<String> strangers = new HashSet<>();
    private final Set<ObjectReference> undecided;
    private final Map<String, DocumentReader.Found> known;
    private final Map<String, DocumentReader.Found> read = new HashMap<>();

    /**
     * Makes a reader.
     *
     * @param root below which everything lies
     * @param owners whose the files are
     * @param known what contents hold that were read before, by digest
     */
    PlatformReader(StorePath root, FileOwners owners, Map<String, DocumentReader.Found> known) {
        this.root = root;
        this.owners = owners;
        this.undecided = new HashSet<>(owners.undecided());
        this.known = known;
    }

    PlatformTree read(StoredTree tree) {
        tree.files().forEach(this::read);
        dependencies.addAll(resources);
        return new PlatformTree(tree.fingerprint(), dependencies, unreadable, strangers, undecided);
    }

    /** {@return what the contents of the tree hold, by digest} */
    Map<String, DocumentReader.Found> contents() {
        return Map.copyOf(read);
    }

    private void read(StorePath path, Content content) {
        if (!DocumentReader.holdsDocuments(root.relativize(path).segments())) {
            return;
        }
        Optional<FileOwners.Owner> owner = owners.of(path);
        if (owner.isEmpty()) {
            strangers.add(path.toString());
            return;
        }
        DocumentReader.Found found = read.computeIfAbsent(content.sha256(), digest -> {
            DocumentReader.Found before = known.get(digest);
            return before != null ? before : DocumentReader.readEach("", content);
        });
        found.documents().forEach(sourced -> add(path, owner.get(), sourced.document()));
        for (Problem problem : found.problems()) {
            unreadable.add(new Unreadable(path.toString(), owner.get().all(), problem.message()));
            undecided.addAll(owner.get().all());
        }
    }

    private void add(StorePath path, FileOwners.Owner owner, Document document) {
        owner.of(document)
                .map(known -> new Arrival(path.toString(), known, document))
                .ifPresentOrElse(
                        arrival -> (arrival.owner().isPromise() ? dependencies : resources).add(arrival),
                        () -> undecided.addAll(owner.all()));
    }
}
