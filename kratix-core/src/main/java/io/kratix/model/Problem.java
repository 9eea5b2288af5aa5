// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Collection;
import java.util.List;

/**
 * One thing that is wrong with one document.
 *
 * @param source where the document was read, {@code platform/promise.yaml, document 2}; empty for a value made in Java
 * @param subject the document's kind and name, {@code Promise/redis}; empty where neither could be read
 * @param field the field's path within the document, {@code spec.path}; empty where the whole document is meant
 * @param value the value that was found, shortened; empty where the field is missing
 * @param message what is wrong, with field and value, as Kubernetes words it
 * @param remedy what to do about it
 */
public record Problem(String source, String subject, String field, String value, String message, String remedy) {
    private static final int LONGEST_VALUE = 80;
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_TEXT = 4_000;

    /** Keeps each of them on one line, and within a page. */
    public Problem {
        source = OneLine.of(source, LONGEST_NAME);
        subject = OneLine.of(subject, LONGEST_NAME);
        field = OneLine.of(field, LONGEST_NAME);
        value = OneLine.of(value, LONGEST_NAME);
        message = OneLine.of(message, LONGEST_TEXT);
        remedy = OneLine.of(remedy, LONGEST_TEXT);
    }

    /**
     * {@return a problem with a value that is there}
     *
     * @param field the field's path within the document
     * @param value the value as it was found
     * @param rule what is allowed
     * @param remedy what to do
     */
    public static Problem invalid(String field, Object value, String rule, String remedy) {
        String shown = shorten(String.valueOf(value));
        String quoted =
                value instanceof String ? '"' + shown.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : shown;
        return new Problem("", "", field, shown, field + ": Invalid value: " + quoted + ": " + rule, remedy);
    }

    /**
     * {@return a problem with a field that is missing}
     *
     * @param field the field's path within the document
     * @param remedy what to do
     */
    public static Problem required(String field, String remedy) {
        return new Problem("", "", field, "", field + ": Required value", remedy);
    }

    /**
     * {@return a problem with a field that another field makes necessary}
     *
     * @param field the field's path within the document
     * @param rule when it must be there
     * @param remedy what to do
     */
    public static Problem required(String field, String rule, String remedy) {
        return new Problem("", "", field, "", field + ": Required value: " + rule, remedy);
    }

    /**
     * {@return a problem with a field that must not be there}
     *
     * @param field the field's path within the document
     * @param rule when it must not be there
     * @param remedy what to do
     */
    public static Problem forbidden(String field, String rule, String remedy) {
        return new Problem("", "", field, "", field + ": Forbidden: " + rule, remedy);
    }

    /**
     * {@return a problem with a field that nobody knows}
     *
     * @param field the field's path within the document
     * @param known the names of the fields that exist where it stands; the nearest one is suggested
     */
    public static Problem unknown(String field, Collection<String> known) {
        return unknown(field, known, List.of());
    }

    /**
     * {@return a problem with a field that nobody knows where it stands}
     *
     * @param field the field's path within the document
     * @param known the names of the fields that exist where it stands; the nearest one is suggested
     * @param parents those of them below which a field of its name exists; they are suggested before all others
     */
    public static Problem unknown(String field, Collection<String> known, Collection<String> parents) {
        String name = field.substring(field.lastIndexOf('.') + 1);
        String remedy = parents.isEmpty() ? Suggestion.of(name, known) : Suggestion.below(parents);
        return new Problem("", "", field, "", "unknown field \"" + field + "\"", remedy);
    }

    /**
     * {@return a problem with a document as a whole}
     *
     * @param message what is wrong
     * @param remedy what to do
     */
    public static Problem ofDocument(String message, String remedy) {
        return new Problem("", "", "", "", message, remedy);
    }

    /**
     * {@return a copy that says where the document was read}
     *
     * @param where a file and the place of the document in it
     */
    public Problem at(String where) {
        return new Problem(where, subject, field, value, message, remedy);
    }

    /**
     * {@return a copy that says whose document it is}
     *
     * @param whose the document's kind and name
     */
    public Problem of(String whose) {
        return new Problem(source, whose, field, value, message, remedy);
    }

    /** {@return where, whose, what is wrong and what to do, in one line} */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(source);
        if (!subject.isEmpty()) {
            line.append(source.isEmpty() ? subject : " (" + subject + ")");
        }
        if (line.length() > 0) {
            line.append(": ");
        }
        line.append(message);
        return remedy.isEmpty()
                ? line.toString()
                : line.append(" - ").append(remedy).toString();
    }

    private static String shorten(String value) {
        return value.length() <= LONGEST_VALUE ? value : OneLine.start(value, LONGEST_VALUE) + "...";
    }
}
