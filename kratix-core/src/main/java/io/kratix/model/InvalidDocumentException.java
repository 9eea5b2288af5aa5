// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;
import java.util.stream.Collectors;

/** Documents that were refused, with everything that is wrong with any of them; nothing of their call was applied. */
public final class InvalidDocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Problems are records of texts. */
    private final transient List<Problem> problems;

    /**
     * Refuses documents.
     *
     * @param problems at least one, in the order of the documents and fields
     */
    public InvalidDocumentException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** {@return everything that is wrong, in the order of the documents and fields} */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
