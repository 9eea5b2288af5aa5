// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an export holds.
 *
 * @param plain the documents as they were applied
 * @param notes what was noted of each of them
 * @param warnings what people should know
 */
record ExportedDocuments(List<SourcedDocument> plain, Map<ObjectReference, ExportNote> notes, List<String> warnings) {
    /**
     * Reads the notes.
     *
     * @throws InvalidDocumentException with every note that was spoilt
     */
    static ExportedDocuments of(List<SourcedDocument> exported) {
        List<Problem> problems = new ArrayList<>();
        ExportedDocuments read = new ExportedDocuments(new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
        for (SourcedDocument sourced : exported) {
            try {
                read.add(sourced);
            } catch (InvalidDocumentException e) {
                e.problems()
                        .forEach(problem -> problems.add(
                                problem.of(sourced.document().toString()).at(sourced.source())));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return read;
    }

    private void add(SourcedDocument sourced) {
        Document document = sourced.document();
        ExportNote.of(document).ifPresent(note -> {
            notes.put(document.reference(), note);
            if (note.deletionRequested().isPresent()) {
                warnings.add(sourced.source() + ": " + document
                        + " was being deleted, and goes on; files that a State Store still has of it stay there, since"
                        + " this registry does not know them");
            }
        });
        plain.add(new SourcedDocument(ExportNote.detachedFrom(document), sourced.source(), sourced.warnings()));
    }
}
