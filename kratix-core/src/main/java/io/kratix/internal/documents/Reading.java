// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;

/**
 * What was read, and what is wrong with it so far.
 *
 * @param documents the documents; one whose labels or annotations are refused is here without them, to be looked through
 * @param problems what is wrong; none of the documents is taken if there is any
 * @param complete whether each document is here that could be a Promise
 * @param warnings what people should know though nothing is wrong
 */
public record Reading(
        List<SourcedDocument> documents, List<Problem> problems, boolean complete, List<String> warnings) {
    /** Copies the lists. */
    public Reading {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * {@return documents with which nothing is wrong so far}
     *
     * @param documents the documents
     */
    public static Reading of(List<SourcedDocument> documents) {
        return new Reading(documents, List.of(), true, List.of());
    }

    /**
     * {@return the documents}
     *
     * @throws InvalidDocumentException if anything is wrong with any of them
     */
    public List<SourcedDocument> orThrow() {
        if (!problems.isEmpty()) {
            throw new InvalidDocumentException(problems);
        }
        return documents;
    }
}
