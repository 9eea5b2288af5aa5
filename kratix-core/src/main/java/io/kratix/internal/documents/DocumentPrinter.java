// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Document;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Prints documents and trees as Kubernetes' tooling prints them; equal values give equal texts. */
public final class DocumentPrinter {
    private static final String SEPARATOR = "---\n";

    private DocumentPrinter() {}

    /**
     * {@return a document as YAML}
     *
     * @param document the document
     */
    public static String print(Document document) {
        return printTree(document.tree());
    }

    /**
     * {@return a value as YAML}
     *
     * @param tree a free tree or a part of one
     */
    public static String printTree(@Nullable Object tree) {
        StringBuilder out = new StringBuilder();
        new TreePrinter(out).print(tree);
        return out.toString();
    }

    /**
     * {@return values as a stream of YAML documents, separated by {@code ---}; empty for none}
     *
     * @param trees free trees, in the order in which they are printed
     */
    public static String printStream(Collection<?> trees) {
        StringBuilder out = new StringBuilder();
        for (Object tree : trees) {
            out.append(out.length() == 0 ? "" : SEPARATOR);
            new TreePrinter(out).print(tree);
        }
        return out.toString();
    }
}
