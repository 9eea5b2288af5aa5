// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Comparator;

/**
 * What tells one object from all others: the group and kind of its API, its namespace and its name. The version of the
 * API is no part of it. Cluster-scoped kinds have the empty namespace, even where their document carries one.
 *
 * @param group the API's group, {@code platform.kratix.io} for the engine's own kinds; empty for Kubernetes' core
 * @param kind the kind, as the document spells it
 * @param namespace the namespace; empty for cluster-scoped kinds
 * @param name the name
 */
public record ObjectReference(String group, String kind, String namespace, String name)
        implements Comparable<ObjectReference> {
    private static final Comparator<ObjectReference> ORDER = Comparator.comparing(ObjectReference::group)
            .thenComparing(ObjectReference::kind)
            .thenComparing(ObjectReference::namespace)
            .thenComparing(ObjectReference::name);

    /**
     * {@return the reference of a cluster-scoped object of the engine's own API}
     *
     * @param kind for example {@code Promise}
     * @param name the object's name
     */
    public static ObjectReference platform(String kind, String name) {
        return new ObjectReference(Kinds.GROUP, kind, "", name);
    }

    /**
     * {@return the reference of a Promise}
     *
     * @param name the Promise's name
     */
    public static ObjectReference promise(String name) {
        return platform(Kinds.PROMISE, name);
    }

    /**
     * {@return the reference of a Destination}
     *
     * @param name the Destination's name
     */
    public static ObjectReference destination(String name) {
        return platform(Kinds.DESTINATION, name);
    }

    /**
     * {@return the reference of a request}
     *
     * @param group the group of the Promise's API
     * @param kind the kind of the Promise's API
     * @param namespace the request's namespace
     * @param name the request's name
     */
    public static ObjectReference request(String group, String kind, String namespace, String name) {
        return new ObjectReference(group, kind, namespace, name);
    }

    /** {@return whether it is one of the engine's own kinds: no request} */
    public boolean isPlatform() {
        return group.equals(Kinds.GROUP);
    }

    /** {@return whether it is a Promise} */
    public boolean isPromise() {
        return isPlatform() && kind.equals(Kinds.PROMISE);
    }

    /** {@return whether it is a Destination} */
    public boolean isDestination() {
        return isPlatform() && kind.equals(Kinds.DESTINATION);
    }

    /** Orders by group, kind, namespace and name. */
    @Override
    public int compareTo(ObjectReference other) {
        return ORDER.compare(this, other);
    }

    /** {@return for example {@code Promise/redis} or {@code redis.marketplace.kratix.io/default/my-request}} */
    @Override
    public String toString() {
        String type = group.isEmpty() || group.equals(Kinds.GROUP) ? kind : kind + "." + group;
        return namespace.isEmpty() ? type + "/" + name : type + "/" + namespace + "/" + name;
    }
}
