// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import java.util.List;
import java.util.Set;

/**
 * What lay on the platform Destination at one moment, all of it.
 *
 * @param revision the State Store's fingerprint of it
 * @param arrivals the documents that could be read, in the order in which they are to be applied
 * @param unreadable the others
 * @param strangers the paths of files that are nobody's (any more)
 * @param undecided owners of whose files nobody can say that they are complete: what came from them stays as it is
 */
public record PlatformTree(
        String revision,
        List<Arrival> arrivals,
        List<Unreadable> unreadable,
        Set<String> strangers,
        Set<ObjectReference> undecided) {
    /** Copies the collections. */
    public PlatformTree {
        arrivals = List.copyOf(arrivals);
        unreadable = List.copyOf(unreadable);
        strangers = Set.copyOf(strangers);
        undecided = Set.copyOf(undecided);
    }

    /**
     * A document that the platform Destination holds.
     *
     * @param file the path of its file
     * @param owner whose file it is: a Promise, a request, or the Destination itself
     * @param document the document
     */
    public record Arrival(String file, ObjectReference owner, Document document) {}

    /**
     * Something in a file that is no document.
     *
     * @param file the path of the file
     * @param owners whose file it is
     * @param message what is wrong
     */
    public record Unreadable(String file, Set<ObjectReference> owners, String message) {}
}
