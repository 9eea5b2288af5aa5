// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks up what reconcilers need to know of each other's objects. */
public final class RegisteredObjects {
    private RegisteredObjects() {}

    /** {@return an object by its key, which is its reference as a text} */
    public static Optional<Stored<RegisteredObject>> find(Registry registry, String key) {
        return registry.find(Table.OBJECTS, key);
    }

    /** {@return a Promise by its name} */
    public static Optional<Stored<RegisteredObject>> promise(Registry registry, String name) {
        return find(registry, ObjectReference.promise(name).toString());
    }

    /** {@return a Promise's document, read} */
    public static Promise promise(Stored<RegisteredObject> stored) {
        return Promise.of(stored.value().document());
    }

    /** {@return all Works of a Promise or request, those that are going among them; of a Promise not those of its requests} */
    public static List<Stored<RegisteredWork>> worksOf(Registry registry, ObjectReference owner) {
        return registry.list(Table.WORKS, Query.where(RegisteredWork.BY_OWNER, owner.toString()));
    }

    /** {@return the object with another status, or the very same object if its status says that already} */
    public static RegisteredObject withStatus(RegisteredObject object, Map<String, @Nullable Object> status) {
        Document document = object.document();
        return document.status().equals(status) ? object : object.withDocument(document.withStatus(status));
    }

    /** {@return an event of what went as it should} */
    public static Event normal(Instant now, ObjectReference about, String reason, String message) {
        return new Event(now, Event.Type.NORMAL, about, reason, message);
    }

    /** {@return an event that somebody should look at} */
    public static Event warning(Instant now, ObjectReference about, String reason, String message) {
        return new Event(now, Event.Type.WARNING, about, reason, message);
    }
}
