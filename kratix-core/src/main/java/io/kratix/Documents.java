// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Reads documents and prints them, for programs that look at them before or instead of applying them. */
public final class Documents {
    private Documents() {}

    /**
     * {@return all documents of a file, or of the {@code .yaml}, {@code .yml} and {@code .json} files of a folder and
     * its folders, sorted by path; what is hidden is left out}
     *
     * @param fileOrFolder what to read
     * @throws InvalidDocumentException with everything that is wrong in any of the files
     */
    public static List<Document> read(Path fileOrFolder) {
        return documents(DocumentReader.read(fileOrFolder));
    }

    /**
     * {@return all documents of a text}
     *
     * @param text YAML, one document or a stream, or one JSON object
     * @throws InvalidDocumentException with everything that is wrong in the text
     */
    public static List<Document> parse(String text) {
        return documents(DocumentReader.parse("text", text));
    }

    /**
     * {@return a declaration as YAML, as Kubernetes' tooling prints it; equal declarations give equal texts}
     *
     * @param declaration a document or a typed value
     */
    public static String print(Declaration declaration) {
        return DocumentPrinter.print(declaration.document());
    }

    /**
     * {@return declarations as a stream of YAML documents, in their order}
     *
     * @param declarations documents or typed values
     */
    public static String print(Collection<? extends Declaration> declarations) {
        return DocumentPrinter.printStream(declarations.stream()
                .map(declaration -> declaration.document().tree())
                .toList());
    }

    private static List<Document> documents(List<SourcedDocument> sourced) {
        return sourced.stream().map(SourcedDocument::document).toList();
    }
}
