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
            Set.of(WORK, WORK_PLACEMENT, "ResourceBinding", "HealthRecord", "DryRun");

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
