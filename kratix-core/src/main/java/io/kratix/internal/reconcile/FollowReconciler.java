// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.step.Decision;
import io.kratix.internal.step.Reconciler;
import io.kratix.model.KratixLabels;
import io.kratix.registry.Claim;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.util.List;

/**
 * Has everybody looked at who goes by a Promise, a page at a time. In a task that begins when the Promise's step is
 * committed: who comes later sees what was committed, and who came before is found here. A list that the step itself made
 * would lack those who came while it was decided, and who had not seen it.
 */
final class FollowReconciler implements Reconciler {
    private static final int PAGE = 100;

    private final Registry registry;
    private final Requirements requirements;

    FollowReconciler(Registry registry, Requirements requirements) {
        this.registry = registry;
        this.requirements = requirements;
    }

    /** Who follows a Promise, and how. */
    enum Who {
        /** Its requests. */
        REQUESTS,
        /** Its requests, whose workflows run from the start. */
        REQUESTS_FROM_START,
        /** The Promises that need it. */
        DEPENDENTS
    }

    /** {@return the task that has them looked at} */
    static Task task(String promise, Who who) {
        return task(promise, who, "");
    }

    private static Task task(String promise, Who who, String after) {
        return Task.of(Task.Type.FOLLOW, promise + " " + who + " " + after);
    }

    @Override
    public void reconcile(Claim claim) {
        String[] subject = claim.task().subject().split(" ", 3);
        Who who = Who.valueOf(subject[1]);
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder().finish(claim);
            if (who == Who.DEPENDENTS) {
                requirements.lookAtDependents(step, subject[0]);
            } else {
                lookAtRequests(step, subject[0], who, subject[2]);
            }
            return step.build();
        });
    }

    private void lookAtRequests(Step.Builder step, String promise, Who who, String after) {
        List<Stored<RegisteredObject>> page = registry.list(
                Table.OBJECTS,
                Query.where(RegisteredObject.BY_PROMISE, promise).limit(PAGE).after(after));
        for (Stored<RegisteredObject> request : page) {
            if (who == Who.REQUESTS_FROM_START) {
                step.update(request, request.value().labelled(KratixLabels.RUN_FROM_START));
            }
            step.enqueue(Task.of(Task.Type.REQUEST, request.key()));
        }
        if (page.size() == PAGE) {
            step.enqueue(task(promise, who, page.get(PAGE - 1).key()));
        }
    }
}
