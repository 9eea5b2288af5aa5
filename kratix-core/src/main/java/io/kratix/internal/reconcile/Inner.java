// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of a Promise or request by its files on the platform Destination. */
public final class Inner {
    private final Registry registry;
    private final PlatformDestination platform;

    Inner(Registry registry, PlatformDestination platform) {
        this.registry = registry;
        this.platform = platform;
    }

    /**
     * Has the object looked at of which another one came, if that is not what it was for people.
     *
     * @param step the step that changes it
     * @param before the object as it was
     * @param after the object as it will be
     */
    public static void follow(Step.Builder step, RegisteredObject before, RegisteredObject after) {
        if (!row(before).equals(row(after))) {
            tellOuter(step, after);
        }
    }

    /**
     * Has the object looked at of which another one came.
     *
     * @param step where to add the task
     * @param object the other one
     */
    public static void tellOuter(Step.Builder step, RegisteredObject object) {
        Optional.ofNullable(object.facts().get(RegisteredObject.OUTER))
                .filter(outer -> !outer.startsWith(Kinds.DESTINATION + "/"))
                .map(outer ->
                        Task.of(outer.startsWith(Kinds.PROMISE + "/") ? Task.Type.PROMISE : Task.Type.REQUEST, outer))
                .ifPresent(step::enqueue);
    }

    /** Reports what has become of it. */
    void report(Turn turn) {
        List<Map<String, Object>> rows =
                of(turn.reference()).stream().map(Inner::row).toList();
        if (rows.isEmpty()) {
            turn.status().remove("kratix", "inner");
        } else {
            turn.status().set(rows, "kratix", "inner");
        }
    }

    /** {@return what of it is still there and will be taken away} */
    List<ObjectReference> left(ObjectReference outer) {
        return platform.declared().isEmpty()
                ? List.of()
                : of(outer).stream().map(RegisteredObject::reference).toList();
    }

    private List<RegisteredObject> of(ObjectReference outer) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_OUTER, outer.toString())).stream()
                .map(Stored::value)
                .toList();
    }

    private static Map<String, Object> row(RegisteredObject object) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("object", object.reference().toString());
        row.put("ready", Readiness.isReady(object));
        String reason = object.isDeleting() ? "Deleting" : Readiness.reason(object);
        if (!reason.isEmpty()) {
            row.put("reason", reason);
        }
        return row;
    }
}
