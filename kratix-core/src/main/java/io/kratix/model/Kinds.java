// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Set;

/** The names of the engine's own API: its group, its version and its kinds. */
public final class Kinds {
    /** The group of Kratix' API. */
    public static final String GROUP = "platform.kratix.io";

    /** The group and version of Kratix' API. */
    public static final String API_VERSION = GROUP + "/v1alpha1";

    /** The kind of a Promise. */
    public static final String PROMISE = "Promise";

    /** The kind of a Destination. */
    public static final String DESTINATION = "Destination";

    /** The kind of what installs a Promise from where it is published. */
    public static final String PROMISE_RELEASE = "PromiseRelease";

    /** The kind of a Promise as it was at one version. */
    public static final String PROMISE_REVISION = "PromiseRevision";

    /** The kind of what says which version of its Promise a request runs with. */
    public static final String RESOURCE_BINDING = "ResourceBinding";

    /** The kind of what somebody outside says of a request's health. */
    public static final String HEALTH_RECORD = "HealthRecord";

    /** The kind of a Pipeline; it stands inside a Promise and is never applied by itself. */
    public static final String PIPELINE = "Pipeline";

    /** The kind of a State Store kept in a Git repository. */
    public static final String GIT_STATE_STORE = "GitStateStore";

    /** The kind of a State Store kept in a bucket. */
    public static final String BUCKET_STATE_STORE = "BucketStateStore";

    /** The kind of a Work. */
    public static final String WORK = "Work";

    /** The kind of a placement of one workload group. */
    public static final String WORK_PLACEMENT = "WorkPlacement";

    /** The namespace in which what belongs to Promises lives. */
    public static final String SYSTEM_NAMESPACE = "kratix-platform-system";

    /** The namespace of a document that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final Set<String> NAMESPACED =
            Set.of(WORK, WORK_PLACEMENT, RESOURCE_BINDING, "HealthRecord", "DryRun");

    private Kinds() {}

    /**
     * {@return whether objects of this kind have no namespace in their identity}
     *
     * @param group the group of the kind's API
     * @param kind any kind
     */
    public static boolean isClusterScoped(String group, String kind) {
        return group.equals(GROUP) && !NAMESPACED.contains(kind);
    }
}
