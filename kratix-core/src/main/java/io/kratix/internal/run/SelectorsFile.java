// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.scheduling.InvalidSelectorsException;
import io.kratix.scheduling.WorkflowSelectors;
import java.util.List;

/** Reads a Pipeline's {@code destination-selectors.yaml}, and says in Kratix' words why it cannot be read. */
public final class SelectorsFile {
    /** Below {@code /kratix/metadata}. */
    static final String NAME = "destination-selectors.yaml";

    private SelectorsFile() {}

    /**
     * {@return what the first document of the file says; Kratix looks at no other}
     *
     * @param text the file's text
     * @throws InvalidSelectorsException if it is no YAML, or its entries are not what they should be
     */
    public static WorkflowSelectors read(String text) {
        List<Object> documents = trees(text);
        return WorkflowSelectors.read(documents.isEmpty() ? null : documents.get(0));
    }

    private static List<Object> trees(String text) {
        try {
            return DocumentReader.readTrees(text);
        } catch (InvalidDocumentException e) {
            String why = e.problems().stream().findFirst().map(Problem::message).orElse("");
            throw new InvalidSelectorsException("invalid " + NAME + ": error converting YAML to JSON: " + why);
        }
    }
}
