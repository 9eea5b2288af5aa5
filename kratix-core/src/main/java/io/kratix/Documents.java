// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import java.nio.file.Path;
import java.util.List;

/** Reads and prints documents, without an engine. */
public final class Documents {
    private Documents() {}

    /**
     * {@return the documents of a file, or of the YAML and JSON files of a folder and its sub-folders, in order}
     *
     * @param fileOrFolder where they stand
     * @throws io.kratix.model.InvalidDocumentException with everything that cannot be read
     */
    public static List<Document> read(Path fileOrFolder) {
        return documents(DocumentReader.read(fileOrFolder));
    }

    /**
     * {@return the documents of a text, in order}
     *
     * @param yaml any number of documents
     * @throws io.kratix.model.InvalidDocumentException with everything that cannot be read
     */
    public static List<Document> parse(String yaml) {
        return documents(DocumentReader.parse("text", yaml));
    }

    /**
     * {@return a document as YAML, as Kubernetes' tools print it: parsing it gives an equal document}
     *
     * @param document any document
     */
    public static String print(Document document) {
        return DocumentPrinter.print(document);
    }

    private static List<Document> documents(List<SourcedDocument> sourced) {
        return sourced.stream().map(SourcedDocument::document).toList();
    }
}
