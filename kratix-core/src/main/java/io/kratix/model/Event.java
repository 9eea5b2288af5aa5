// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.time.Instant;

/**
 * Something that happened to an object.
 *
 * @param time when
 * @param type how bad
 * @param about the object
 * @param reason what, in one word for programs
 * @param message what, in words for people
 */
public record Event(Instant time, Type type, ObjectReference about, String reason, String message) {
    /** How bad an event is. */
    public enum Type {
        /** As it should be. */
        NORMAL,
        /** Somebody should look. */
        WARNING
    }
}
