// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import java.util.Set;
import java.util.TreeSet;

/** What a document is to this engine. */
enum Kind {
    /** A Promise. */
    PROMISE,
    /** What installs a Promise from where it is published. */
    PROMISE_RELEASE,
    /** A Promise as it was at one version. */
    PROMISE_REVISION,
    /** What says which version of its Promise a request runs with. */
    RESOURCE_BINDING,
    /** A Destination. */
    DESTINATION,
    /** A State Store, of this project's kinds or a plugin's. */
    STATE_STORE,
    /** What somebody says of a request's health. */
    HEALTH_RECORD,
    /** What only a cluster has a use for. */
    LEFT_OUT,
    /** Of the engine's own group, and no kind of it. */
    UNKNOWN,
    /** Everything else is a request. */
    REQUEST;

    private static final Set<String> CLUSTER_KINDS = Set.of(
            "Secret",
            "ConfigMap",
            "Namespace",
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding");

    private static final Set<String> ENGINE_KINDS = Set.of(
            Kinds.PROMISE,
            Kinds.PROMISE_RELEASE,
            Kinds.PROMISE_REVISION,
            Kinds.RESOURCE_BINDING,
            Kinds.DESTINATION,
            Kinds.HEALTH_RECORD,
            Kinds.GIT_STATE_STORE,
            Kinds.BUCKET_STATE_STORE);

    static Kind of(Document document, StateStores stores) {
        if (document.reference().isPlatform()) {
            return switch (document.kind()) {
                case Kinds.PROMISE -> PROMISE;
                case Kinds.PROMISE_RELEASE -> PROMISE_RELEASE;
                case Kinds.PROMISE_REVISION -> PROMISE_REVISION;
                case Kinds.RESOURCE_BINDING -> RESOURCE_BINDING;
                case Kinds.DESTINATION -> DESTINATION;
                case Kinds.HEALTH_RECORD -> HEALTH_RECORD;
                default -> stores.isStateStore(document.kind()) ? STATE_STORE : UNKNOWN;
            };
        }
        boolean core = document.group().isEmpty() || document.group().equals("rbac.authorization.k8s.io");
        return core && CLUSTER_KINDS.contains(document.kind()) ? LEFT_OUT : REQUEST;
    }

    /** {@return the kinds of the engine's group, plugins' State Stores among them} */
    static Set<String> ofEngine(StateStores stores) {
        Set<String> kinds = new TreeSet<>(ENGINE_KINDS);
        kinds.addAll(stores.kinds());
        return kinds;
    }

    static String remedyForLeftOut(String kind) {
        return switch (kind) {
            case "Secret" -> "give secrets to the engine by a SecretSource";
            case "ConfigMap" -> "give ConfigMaps to the engine by a ConfigMapSource";
            case "Namespace" -> "a namespace here is only a part of a name and needs no document";
            default -> "there is no cluster here whose rights it could set";
        };
    }
}
