// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.platform;

import io.kratix.internal.store.PlatformTree.Arrival;
import io.kratix.internal.store.PlatformTree.Unreadable;
import io.kratix.model.ObjectReference;
import java.util.List;
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

    /** {@return a document that was refused; each message says where it is, so that no two are alike} */
    static Unapplied refused(Arrival arrival, List<String> why) {
        String all = String.join("; ", why);
        String which = arrival.document() + " in " + arrival.file() + ": ";
        return of(arrival, all.startsWith(arrival.document() + " ") ? all : which + all);
    }

    /** {@return a file, or a part of one, that is no document} */
    static Unapplied unreadable(Unreadable file, ObjectReference owner) {
        return new Unapplied(file.file(), file.file(), owner, file.file() + ": " + file.message());
    }

    /** {@return how it stands in the Destination's status} */
    Map<String, Object> row() {
        return new TreeMap<>(Map.of("object", object, "file", file, "owner", owner.toString(), "message", message));
    }
}
