// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an exported document carries of its object that applying it would not bring back. It travels in an annotation.
 *
 * @param status the engine's report
 * @param generation as registered
 * @param created as registered
 * @param deletionRequested as registered
 * @param engineLabels as registered
 * @param facts those that were fixed when the object was first applied
 */
record ExportNote(
        Map<String, ?> status,
        long generation,
        Instant created,
        Optional<Instant> deletionRequested,
        Map<String, String> engineLabels,
        Map<String, String> facts) {
    static final String ANNOTATION = "jvm.kratix.io/registered";

    private static final String GENERATION = "generation";
    private static final String CREATED = "created";
    private static final String DELETION_REQUESTED = "deletionRequested";
    private static final String LABEL = "label ";
    private static final String FACT = "fact ";
    private static final Set<String> FIXED = Set.of(
            RegisteredObject.MODE,
            RegisteredObject.NAMESPACE,
            RegisteredObject.ORIGIN,
            RegisteredObject.OUTER,
            RegisteredObject.FILE,
            RegisteredObject.MADE);

    /** {@return an object's document and status, with the note among its annotations} */
    static Document attachedTo(RegisteredObject object) {
        Map<String, String> note = new TreeMap<>();
        note.put(GENERATION, Long.toString(object.generation()));
        note.put(CREATED, object.created().toString());
        object.deletionRequested().ifPresent(when -> note.put(DELETION_REQUESTED, when.toString()));
        object.engineLabels().forEach((key, value) -> note.put(LABEL + key, value));
        FIXED.stream()
                .filter(object.facts()::containsKey)
                .forEach(fact -> note.put(FACT + fact, object.facts().getOrDefault(fact, "")));
        Map<String, String> annotations =
                new TreeMap<>(object.document().metadata().annotations());
        annotations.put(ANNOTATION, DocumentPrinter.printTree(note));
        return withAnnotations(object.document(), annotations);
    }

    /** {@return the document without the note} */
    static Document detachedFrom(Document exported) {
        Map<String, String> annotations = new TreeMap<>(exported.metadata().annotations());
        annotations.remove(ANNOTATION);
        return withAnnotations(exported, annotations);
    }

    /**
     * {@return the note of a document; empty for one that was not exported}
     *
     * @param exported the document, with its annotations
     * @throws InvalidDocumentException if the note was spoilt
     */
    static Optional<ExportNote> of(Document exported) {
        return Optional.ofNullable(exported.metadata().annotations().get(ANNOTATION))
                .map(text -> read(text, exported.status()));
    }

    /** {@return an object that is new to the registry, with what is noted of it} */
    RegisteredObject restored(RegisteredObject created) {
        Map<String, String> all = new TreeMap<>(created.facts());
        all.putAll(facts);
        Document document = created.document().withStatus(status);
        return new RegisteredObject(document, generation, this.created, deletionRequested, engineLabels, all);
    }

    private static ExportNote read(String text, Map<String, ?> status) {
        Map<String, String> note = new TreeMap<>();
        try {
            if (DocumentReader.readTree(text) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> note.put(String.valueOf(key), String.valueOf(value)));
            }
            return new ExportNote(
                    status,
                    Long.parseLong(note.getOrDefault(GENERATION, "")),
                    Instant.parse(note.getOrDefault(CREATED, "")),
                    Optional.ofNullable(note.get(DELETION_REQUESTED)).map(Instant::parse),
                    under(LABEL, note),
                    under(FACT, note));
        } catch (NumberFormatException | DateTimeException | InvalidDocumentException e) {
            throw new InvalidDocumentException(List.of(Problem.invalid(
                    "metadata.annotations[" + ANNOTATION + "]",
                    text,
                    "must be as the export wrote it",
                    "export again, or remove the annotation to have the document imported as a new one")));
        }
    }

    private static Map<String, String> under(String prefix, Map<String, String> note) {
        Map<String, String> found = new TreeMap<>();
        note.forEach((key, value) -> {
            String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
            if (!name.isEmpty() && (prefix.equals(LABEL) || FIXED.contains(name))) {
                found.put(name, value);
            }
        });
        return found;
    }

    private static Document withAnnotations(Document document, Map<String, String> annotations) {
        return document.withMetadata(document.metadata().withAnnotations(annotations));
    }
}
