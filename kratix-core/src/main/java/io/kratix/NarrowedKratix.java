// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.apply.LabelCall;
import io.kratix.internal.apply.Origin;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.Reading;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A handle for a portal or a team: it reaches what lies within a {@link Scope}, and refuses everything else. Made by
 * {@link Kratix#narrowed}; it holds nothing that needs closing, and ends with the engine. Safe for several threads.
 */
public final class NarrowedKratix {
    private final Kratix kratix;
    private final Scope scope;

    NarrowedKratix(Kratix kratix, Scope scope) {
        this.kratix = kratix;
        this.scope = scope;
    }

    /**
     * Declares everything that stands in a file or folder, or nothing of it. Labels under {@code kratix.io/} stay as they are,
     * whether or not a document carries them.
     *
     * @param fileOrFolder a YAML file with any number of documents, or a folder of such files
     * @return what happened to each object
     * @throws OutOfScopeException if a document is out of scope, naming each; nothing was declared
     * @throws InvalidDocumentException with everything that is wrong; nothing was declared
     */
    public ApplyResult apply(Path fileOrFolder) {
        return declare(DocumentReader.reading(fileOrFolder));
    }

    /**
     * Declares everything that stands in a text, or nothing of it.
     *
     * @param yaml any number of documents
     * @return what happened to each object
     * @throws OutOfScopeException if a document is out of scope, naming each; nothing was declared
     * @throws InvalidDocumentException with everything that is wrong; nothing was declared
     */
    public ApplyResult apply(String yaml) {
        return declare(DocumentReader.reading("text", yaml));
    }

    /**
     * Declares values, all of them or none.
     *
     * @param declarations documents
     * @return what happened to each object
     * @throws OutOfScopeException if a document is out of scope, naming each; nothing was declared
     * @throws InvalidDocumentException with everything that is wrong; nothing was declared
     */
    public ApplyResult apply(Declaration... declarations) {
        return declare(Reading.of(Arrays.stream(declarations)
                .map(declaration -> new SourcedDocument(declaration.document(), ""))
                .toList()));
    }

    /**
     * {@return an object as it is declared, with the engine's report as its status; empty if there is no such object}
     *
     * @param reference which object
     * @throws OutOfScopeException if it is out of scope, whether or not there is such an object
     */
    public Optional<Document> get(ObjectReference reference) {
        require(reference);
        return kratix.get(reference);
    }

    /**
     * {@return all objects of a kind within scope, ordered by namespace and name}
     *
     * @param group the group of the kind's API
     * @param kind the kind; one that is out of scope has no objects
     */
    public List<Document> list(String group, String kind) {
        return kratix.list(group, kind).stream()
                .filter(document -> scope.contains(document.reference()))
                .toList();
    }

    /**
     * {@return the newest events about an object, the oldest of them first}
     *
     * @param reference which object
     * @throws OutOfScopeException if it is out of scope
     */
    public List<Event> events(ObjectReference reference) {
        require(reference);
        return kratix.events(reference);
    }

    /**
     * Asks for an object to go.
     *
     * @param reference which object
     * @return whether there was such an object
     * @throws OutOfScopeException if it is out of scope
     */
    public boolean delete(ObjectReference reference) {
        require(reference);
        return kratix.delete(reference);
    }

    /**
     * Sets and removes single labels.
     *
     * @param reference which object
     * @param changes the labels; none under {@code kratix.io/}
     * @return whether there was such an object
     * @throws OutOfScopeException if the object or a label is out of scope
     * @throws InvalidDocumentException if a key or value is malformed
     */
    public boolean label(ObjectReference reference, LabelChanges changes) {
        require(reference);
        changes.byKey().keySet().stream()
                .filter(LabelCall::isEngines)
                .findFirst()
                .ifPresent(key -> {
                    throw new OutOfScopeException(reference + ": " + Scope.refusalOfLabel(key));
                });
        return kratix.label(reference, changes);
    }

    /**
     * Waits until an object is ready.
     *
     * @param reference which object
     * @param limit how long to wait at the most
     * @return the object
     * @throws OutOfScopeException if it is out of scope
     * @throws NotReadyException if it is not ready at the limit, or nothing is left that could make it so
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Document awaitReady(ObjectReference reference, Duration limit) throws InterruptedException {
        require(reference);
        return kratix.awaitReady(reference, limit);
    }

    private ApplyResult declare(Reading reading) {
        String refusals = reading.documents().stream()
                .flatMap(sourced -> scope
                        .refusal(sourced.document(), this::labelsNow)
                        .map(refusal -> sourced.source().isEmpty() ? refusal : sourced.source() + ": " + refusal)
                        .stream())
                .collect(Collectors.joining("\n"));
        if (!refusals.isEmpty()) {
            throw new OutOfScopeException(refusals);
        }
        return kratix.declare(reading, Origin.TEAM);
    }

    private Map<String, String> labelsNow(ObjectReference reference) {
        return kratix.get(reference)
                .map(document -> document.metadata().labels())
                .orElse(Map.of());
    }

    private void require(ObjectReference reference) {
        if (!scope.contains(reference)) {
            throw new OutOfScopeException(reference + " is out of the scope of this handle (" + scope + ")");
        }
    }
}
