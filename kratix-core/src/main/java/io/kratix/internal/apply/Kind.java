// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import java.util.Set;

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

    static String remedyForLeftOut(String kind) {
        return switch (kind) {
            case "Secret" -> "give secrets to the engine by a SecretSource";
            case "ConfigMap" -> "give ConfigMaps to the engine by a ConfigMapSource";
            case "Namespace" -> "a namespace here is only a part of a name and needs no document";
            default -> "there is no cluster here whose rights it could set";
        };
    }
}
