// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.model.Work;
import io.kratix.model.WorkflowAction;
import java.util.List;

/** What differs between the workflows of a Promise and those of its requests. */
public final class OwnersWorkflow {
    private OwnersWorkflow() {}

    /** {@return the Pipelines of the workflow that runs for an owner, in order; none if it has no such workflow} */
    public static List<Pipeline> of(ObjectReference owner, Promise promise, WorkflowAction action) {
        return owner.isPromise()
                ? promise.workflows().ofPromise(action)
                : promise.workflows().ofRequests(action);
    }

    /** {@return the workflow's type, as Kratix' variables and labels spell it} */
    public static String type(ObjectReference owner) {
        return owner.isPromise() ? "promise" : "resource";
    }

    /** {@return what the Works are that come of an owner's workflow} */
    public static Work.Type workType(ObjectReference owner) {
        return owner.isPromise() ? Work.Type.PROMISE : Work.Type.RESOURCE;
    }

    /** {@return what the API calls several of the owner's kind; empty for a request of a Promise that has no API} */
    public static String plural(ObjectReference owner, Promise promise) {
        return owner.isPromise()
                ? "promises"
                : promise.api().map(PromiseApi::plural).orElse("");
    }
}
