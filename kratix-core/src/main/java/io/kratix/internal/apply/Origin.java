// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import java.util.Map;

/**
 * On whose behalf documents are applied. What the engine itself applied for somebody is changed there alone.
 *
 * @param key the object that they come from; empty for a person
 * @param labels what the engine puts on them
 */
public record Origin(String key, Map<String, String> labels) {
    /** People, and the programs that they write. */
    public static final Origin PERSON = new Origin("", Map.of());

    /** Copies the labels. */
    public Origin {
        labels = Map.copyOf(labels);
    }

    /**
     * {@return the origin of the Promise that a release installs}
     *
     * @param release a PromiseRelease
     */
    public static Origin release(ObjectReference release) {
        return new Origin(release.toString(), Map.of(KratixLabels.PROMISE_RELEASE_NAME, release.name()));
    }

    /** {@return whether what has come from another origin may be changed from this one} */
    boolean mayChange(String other) {
        return other.isEmpty() || other.equals(key);
    }
}
