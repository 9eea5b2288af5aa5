// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

/**
 * Whose files are laid out: a Promise's, or a request's.
 *
 * @param promise the Promise's name
 * @param namespace the request's namespace; empty for the Promise itself
 * @param request the request's name; empty for the Promise itself
 */
public record LayoutOwner(String promise, String namespace, String request) {
    /**
     * {@return the Promise itself: its static dependencies and what its workflows produce}
     *
     * @param promise the Promise's name
     */
    public static LayoutOwner promise(String promise) {
        return new LayoutOwner(promise, "", "");
    }

    /**
     * {@return a request}
     *
     * @param promise the name of the Promise whose API it is of
     * @param namespace the request's namespace
     * @param name the request's name
     */
    public static LayoutOwner request(String promise, String namespace, String name) {
        return new LayoutOwner(promise, namespace, name);
    }

    /** {@return whether it is a Promise} */
    public boolean isPromise() {
        return request.isEmpty();
    }

    /** {@return for example {@code Promise redis} or {@code request default/my-request of Promise redis}} */
    @Override
    public String toString() {
        return isPromise() ? "Promise " + promise : "request " + namespace + "/" + request + " of Promise " + promise;
    }
}
