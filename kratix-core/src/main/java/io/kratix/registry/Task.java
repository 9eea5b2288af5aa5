// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.ObjectReference;
import java.time.Duration;

/**
 * Something to look at. A task is known by what it has to do and what about. Said again while it waits, it is due at the
 * earlier of both times, with the lane and the share that were said last; said while it is worked on, it is looked at once
 * more.
 *
 * @param type what has to be done
 * @param subject what about: a key of the registry
 * @param lane tasks of one lane take turns
 * @param share whose task it is, for fairness: a Promise's name, a request's API, or empty
 * @param delay how long to wait before it is due, by the registry's clock
 */
public record Task(Type type, String subject, String lane, String share, Duration delay) {
    /** What has to be done. */
    public enum Type {
        /** Look at a Promise. */
        PROMISE,
        /** Look at a request. */
        REQUEST,
        /** Look at a Work. */
        WORK,
        /** Look at a Destination. */
        DESTINATION,
        /** Look at every Work, since the Destinations are not what they were. */
        RESCHEDULE,
        /** Look at everybody who goes by a Promise. */
        FOLLOW,
        /** Apply what the platform Destination holds. */
        PLATFORM,
        /** Look at what others say of a request's health. */
        HEALTH,
        /** Run a Pipeline; blocks. */
        RUN,
        /** Bring a State Store up to date; blocks. */
        STORE,
        /** Install the Promise of a release; blocks. */
        RELEASE
    }

    /**
     * {@return a task that is due at once and takes turns with nothing but itself} What is about a request counts for its
     * API, so that many requests of one Promise hold up no other's.
     *
     * @param type what has to be done
     * @param subject what about
     */
    public static Task of(Type type, String subject) {
        return new Task(type, subject, key(type, subject), share(type, subject), Duration.ZERO);
    }

    private static String share(Type type, String subject) {
        return type == Type.REQUEST ? subject.substring(0, Math.max(0, subject.indexOf('/'))) : "";
    }

    /**
     * {@return a task about an object that is due at once}
     *
     * @param type what has to be done
     * @param subject the object
     */
    public static Task of(Type type, ObjectReference subject) {
        return of(type, subject.toString());
    }

    /**
     * {@return a copy that takes turns with others}
     *
     * @param other the lane
     */
    public Task inLane(String other) {
        return new Task(type, subject, other, share, delay);
    }

    /**
     * {@return a copy that counts for somebody}
     *
     * @param whose a Promise's name
     */
    public Task sharedBy(String whose) {
        return new Task(type, subject, lane, whose, delay);
    }

    /**
     * {@return a copy that is due later}
     *
     * @param pause from now on
     */
    public Task after(Duration pause) {
        return new Task(type, subject, lane, share, pause);
    }

    /** {@return what the task is known by} */
    public String key() {
        return key(type, subject);
    }

    /**
     * {@return what a task is known by}
     *
     * @param type what has to be done
     * @param subject what about
     */
    static String key(Type type, String subject) {
        return type + " " + subject;
    }
}
