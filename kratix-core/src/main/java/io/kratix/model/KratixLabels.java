// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/** The keys of Kratix' labels. */
public final class KratixLabels {
    /** A Promise's version, as its author gives it. */
    public static final String PROMISE_VERSION = "kratix.io/promise-version";

    /** The Promise that an object belongs to. */
    public static final String PROMISE_NAME = "kratix.io/promise-name";

    /** The release that a Promise was installed by. */
    public static final String PROMISE_RELEASE_NAME = "kratix.io/promise-release-name";

    /** Marks a Promise's newest revision: {@code "true"}. */
    public static final String LATEST_REVISION = "kratix.io/latest-revision";

    /** The request that a Work belongs to. */
    public static final String RESOURCE_NAME = "kratix.io/resource-name";

    /** The Pipeline that made a Work. */
    public static final String PIPELINE_NAME = "kratix.io/pipeline-name";

    /** What made a Work: {@code promise}, {@code resource} or {@code static-dependency}. */
    public static final String WORK_TYPE = "kratix.io/work-type";

    /** The Work of a placement. */
    public static final String WORK = "kratix.io/work";

    /** The workload group of a placement. */
    public static final String WORKLOAD_GROUP_ID = "kratix.io/workload-group-id";

    /** The Destination of a placement; the spelling is Kratix' own. */
    public static final String TARGET_DESTINATION_NAME = "kratix.io/targetDestinationName";

    /** Marks a placement whose Destination no longer matches. */
    public static final String MISPLACED = "kratix.io/misplaced";

    /** Marks Destinations, Works and requests of dry runs: {@code "true"}. */
    public static final String DRY_RUN = "kratix.io/dry-run";

    private KratixLabels() {}
}
