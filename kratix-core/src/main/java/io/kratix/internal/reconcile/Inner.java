// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Outer;
import io.kratix.internal.store.PlatformDestination;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.List;
import java.util.Map;

/** What came of a Promise or request by its files on the platform Destination. */
final class Inner {
    private final Registry registry;
    private final PlatformDestination platform;

    Inner(Registry registry, PlatformDestination platform) {
        this.registry = registry;
        this.platform = platform;
    }

    /** Reports what has become of it. */
    void report(Turn turn) {
        List<Map<String, Object>> rows =
                of(turn.reference()).stream().map(Outer::row).toList();
        if (rows.isEmpty()) {
            turn.status().remove("kratix", "inner");
        } else {
            turn.status().set(rows, "kratix", "inner");
        }
    }

    /** {@return what of it is still there and will be taken away} */
    List<RegisteredObject> left(ObjectReference outer) {
        return platform.declared().isEmpty() ? List.of() : of(outer);
    }

    private List<RegisteredObject> of(ObjectReference outer) {
        return registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_OUTER, outer.toString())).stream()
                .map(Stored::value)
                .toList();
    }
}
