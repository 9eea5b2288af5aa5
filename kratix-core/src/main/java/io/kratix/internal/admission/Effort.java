// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;

/**
 * How much one document may ask of its check. Neither a long list nor many schemas are too much by themselves, but each
 * element may be held against each schema, and each character of a text against each step of a pattern.
 */
final class Effort {
    /** A few seconds of work. */
    static final long MOST = 200_000_000;

    /** What it costs to look at a value, where a step of a pattern over one character costs 1. */
    static final long VISIT = 30;

    private final long most;
    private long spent;

    Effort() {
        this(MOST);
    }

    Effort(long most) {
        this.most = most;
    }

    /** Takes in that a value is looked at. */
    void visit(Where where) {
        spend(VISIT, where);
    }

    /**
     * Takes in what is about to be done.
     *
     * @param steps how much it is
     * @param where the value that it is done for
     * @throws InvalidDocumentException if it is too much, all in all
     */
    void spend(long steps, Where where) {
        spent += steps;
        if (isExhausted()) {
            throw new InvalidDocumentException(
                    List.of(
                            Problem.forbidden(
                                    where.field(),
                                    "up to here, checking the document takes more than " + most + " steps",
                                    "shorten its lists and texts, or the patterns, allOf, anyOf and oneOf that they are held against")));
        }
    }

    boolean isExhausted() {
        return spent > most;
    }

    long spent() {
        return spent;
    }
}
