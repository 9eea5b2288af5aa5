// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.model.Work;
import io.kratix.model.WorkflowAction;
import java.util.List;

/** What differs between the workflows of a Promise and those of its requests. */
final class Workflows {
    private Workflows() {}

    static List<Pipeline> of(ObjectReference owner, Promise promise, WorkflowAction action) {
        return owner.isPromise()
                ? promise.workflows().ofPromise(action)
                : promise.workflows().ofRequests(action);
    }

    /** {@return the workflow's type, as Kratix' variables and labels spell it} */
    static String type(ObjectReference owner) {
        return owner.isPromise() ? "promise" : "resource";
    }

    static Work.Type workType(ObjectReference owner) {
        return owner.isPromise() ? Work.Type.PROMISE : Work.Type.RESOURCE;
    }

    static String plural(ObjectReference owner, Promise promise) {
        return owner.isPromise()
                ? "promises"
                : promise.api().map(PromiseApi::plural).orElse("");
    }
}
