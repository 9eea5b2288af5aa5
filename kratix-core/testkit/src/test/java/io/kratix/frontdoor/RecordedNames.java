// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;

/** What objects are called in recordings: their kind as it was listed or told there, a slash, and their name. */
final class RecordedNames {
    private static final String GROUP = "demo.oracle.io";

    private RecordedNames() {}

    /** {@return the object that was listed under this name} */
    static ObjectReference listed(String key) {
        String name = name(key);
        return switch (kind(key)) {
            case "promises", "promise" -> ObjectReference.promise(name);
            case "destinations", "destination" -> ObjectReference.destination(name);
            case "promisereleases" -> ObjectReference.platform(Kinds.PROMISE_RELEASE, name);
            case "promiserevisions" -> ObjectReference.platform(Kinds.PROMISE_REVISION, name);
            case "resourcebindings" ->
                ObjectReference.request(Kinds.GROUP, Kinds.RESOURCE_BINDING, Kinds.DEFAULT_NAMESPACE, name);
            case "apps.demo.oracle.io" -> demo("App", name);
            case "stacks.demo.oracle.io" -> demo("Stack", name);
            case "databases.demo.oracle.io" -> demo("Database", name);
            case "webs.demo.oracle.io" -> demo("Web", name);
            case "needs.demo.oracle.io" -> demo("Need", name);
            default -> redis(name);
        };
    }

    /** {@return the object that events were told of under this name} */
    static ObjectReference told(String key) {
        String name = name(key);
        return switch (kind(key)) {
            case "Promise" -> ObjectReference.promise(name);
            case "App", "Stack", "Database", "Web", "Need" -> demo(kind(key), name);
            default -> redis(name);
        };
    }

    static ObjectReference app(String name) {
        return demo("App", name);
    }

    private static ObjectReference demo(String kind, String name) {
        return ObjectReference.request(GROUP, kind, Kinds.DEFAULT_NAMESPACE, name);
    }

    private static ObjectReference redis(String name) {
        return ObjectReference.request("marketplace.kratix.io", "redis", Kinds.DEFAULT_NAMESPACE, name);
    }

    private static String kind(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String name(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
