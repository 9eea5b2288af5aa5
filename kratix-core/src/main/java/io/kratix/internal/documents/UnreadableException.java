// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

/** A text that is no YAML, or YAML that Kubernetes would not read; ends the reading of one document. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String remedy;

    /**
     * Refuses a text.
     *
     * @param line the line, counted from 0
     * @param message what is wrong
     * @param remedy what to do about it
     */
    UnreadableException(int line, String message, String remedy) {
        super(message, null, false, false);
        this.line = line;
        this.remedy = remedy;
    }

    int line() {
        return line;
    }

    String remedy() {
        return remedy;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
