// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;

/**
 * What admission says of a document.
 *
 * @param document the document as it is stored: defaults filled in, unknown fields left out; as it came if it is refused
 * @param problems why it is refused, sorted by field; empty if it is admitted
 * @param warnings what its author should know, one sentence each
 */
public record Admission(Document document, List<Problem> problems, List<String> warnings) {
    /** Copies the lists. */
    public Admission {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** {@return whether the document may be stored} */
    public boolean isAdmitted() {
        return problems.isEmpty();
    }

    /**
     * {@return the document as it is stored}
     *
     * @throws InvalidDocumentException if it is refused
     */
    public Document orThrow() {
        if (!isAdmitted()) {
            throw new InvalidDocumentException(problems);
        }
        return document;
    }
}
