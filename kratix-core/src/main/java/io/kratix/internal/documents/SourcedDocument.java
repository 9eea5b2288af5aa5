// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Document;
import java.util.List;

/**
 * A document and where it was read.
 *
 * @param document the document
 * @param source {@code platform/promise.yaml, document 2}
 * @param warnings what was read although it is probably not meant, one sentence each
 */
public record SourcedDocument(Document document, String source, List<String> warnings) {
    /** Copies the warnings. */
    public SourcedDocument {
        warnings = List.copyOf(warnings);
    }

    /**
     * A document without warnings.
     *
     * @param document the document
     * @param source where it was read
     */
    public SourcedDocument(Document document, String source) {
        this(document, source, List.of());
    }
}
