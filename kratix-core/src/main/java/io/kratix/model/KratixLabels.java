// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Set;

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

    /** On a request that came by the files of another one: the Promise of that one. */
    public static final String PARENT_PROMISE_NAME = "kratix.io/parent-promise-name";

    /** On a request that came by the files of another one: the name of that one. */
    public static final String PARENT_RESOURCE_NAME = "kratix.io/parent-resource-name";

    /** On a request that came by the files of another one: the namespace of that one. */
    public static final String PARENT_RESOURCE_NAMESPACE = "kratix.io/parent-resource-namespace";

    /** Marks Destinations, Works and requests of dry runs: {@code "true"}. */
    public static final String DRY_RUN = "kratix.io/dry-run";

    /** Asks for a run of the whole workflow: {@code "true"}; the engine takes it off when the run begins. */
    public static final String MANUAL_RECONCILIATION = "kratix.io/manual-reconciliation";

    /** On a Promise: asks for a run of each of its requests, {@code "true"}; the engine takes it off. */
    public static final String RECONCILE_RESOURCES = "kratix.io/reconcile-resources";

    /** Set by the engine when a Pipeline suspends its workflow, {@code "true"}; taking it off resumes the workflow. */
    public static final String WORKFLOW_SUSPENDED = "kratix.io/workflow-suspended";

    /** Has the engine leave an object alone: {@code "true"}. */
    public static final String PAUSED = "kratix.io/paused";

    /** Set by the engine: the whole workflow is to run, {@code "true"}. */
    public static final String RUN_FROM_START = "internal.workflows.kratix.io/run-from-start";

    /** After which time a workflow that has ended runs again; an annotation of a Promise, a duration. */
    public static final String RECONCILIATION_INTERVAL = "kratix.io/reconciliation-interval";

    /** Whose workflow a container runs for: {@code promise} or {@code resource}. */
    public static final String WORKFLOW_TYPE = "kratix.io/workflow-type";

    /** What the workflow does: {@code configure} or {@code delete}. */
    public static final String WORKFLOW_ACTION = "kratix.io/workflow-action";

    /** Labels that ask for something once; one that stays in a document asks for nothing again. */
    public static final Set<String> ONE_SHOT = Set.of(MANUAL_RECONCILIATION, RECONCILE_RESOURCES, RUN_FROM_START);

    private KratixLabels() {}
}
