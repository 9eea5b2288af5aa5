// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/**
 * Which State Store a Destination writes to.
 *
 * @param kind the State Store's kind, {@code GitStateStore}, {@code BucketStateStore} or a plugin's own
 * @param name the State Store's name
 */
public record StateStoreReference(String kind, String name) {
    /** {@return the reference of the State Store's document} */
    public ObjectReference reference() {
        return ObjectReference.platform(kind, name);
    }

    /** {@return {@code GitStateStore/default}} */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
