// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.model.Kinds;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The Promise or request that another object came of, by its files on the platform Destination. */
public final class Outer {
    private Outer() {}

    /**
     * Has the outer one looked at, if an object is not what it was for people.
     *
     * @param step the step that changes the object
     * @param before the object as it was
     * @param after the object as it will be
     */
    public static void follow(Step.Builder step, RegisteredObject before, RegisteredObject after) {
        if (!row(before).equals(row(after))) {
            tell(step, after);
        }
    }

    /**
     * Has both looked at if an object comes of another one from now on.
     *
     * @param step the step that changes the object
     * @param before the object as it was
     * @param after the object as it will be
     */
    public static void handOver(Step.Builder step, RegisteredObject before, RegisteredObject after) {
        if (!referenceOf(before).equals(referenceOf(after))) {
            tell(step, before);
            tell(step, after);
        }
    }

    /**
     * {@return the reference of the outer one; empty if there is none}
     *
     * @param object what came of it
     */
    public static String referenceOf(RegisteredObject object) {
        return object.facts().getOrDefault(RegisteredObject.OUTER, "");
    }

    /**
     * Has the outer one looked at.
     *
     * @param step where to add the task
     * @param object what came of it
     */
    public static void tell(Step.Builder step, RegisteredObject object) {
        Optional.ofNullable(object.facts().get(RegisteredObject.OUTER))
                .filter(outer -> !outer.startsWith(Kinds.DESTINATION + "/"))
                .map(outer ->
                        Task.of(outer.startsWith(Kinds.PROMISE + "/") ? Task.Type.PROMISE : Task.Type.REQUEST, outer))
                .ifPresent(step::enqueue);
    }

    /**
     * {@return what the outer one's status says of an object}
     *
     * @param object what came of it
     */
    public static Map<String, Object> row(RegisteredObject object) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("object", object.reference().toString());
        row.put("ready", Readiness.isReady(object));
        String reason = object.isDeleting() ? deletion(object) : Readiness.reason(object);
        if (!reason.isEmpty()) {
            row.put("reason", reason);
        }
        return row;
    }

    private static String deletion(RegisteredObject object) {
        String waits = Readiness.deletion(object);
        return waits.isEmpty() ? "Deleting" : "Deleting: " + waits;
    }
}
