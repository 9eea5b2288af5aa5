// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.model.ObjectReference;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lies on the platform Destination and was not applied.
 *
 * @param object the object; the file if it could not be read
 * @param file the path of its file
 * @param owner whose file it is
 * @param message why it was not applied
 */
record Unapplied(String object, String file, ObjectReference owner, String message) {
    static Unapplied of(Arrival arrival, String message) {
        return new Unapplied(arrival.document().reference().toString(), arrival.file(), arrival.owner(), message);
    }

    /** {@return how it stands in the Destination's status} */
    Map<String, Object> row() {
        return new TreeMap<>(Map.of("object", object, "file", file, "owner", owner.toString(), "message", message));
    }
}
