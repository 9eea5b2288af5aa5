// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.model.Condition.Status;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.registry.RegisteredObject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests in the form that their Promise's API has now: a field that has become new comes with its default. One
 * that does not fit any more is marked, and left alone until it does. Safe for several threads.
 */
final class ApiFit {
    private static final String UNFIT = "RequestDoesNotFitApi";
    private static final int MOST_PROBLEMS = 10;

    private final UnknownFields unknownFields;
    private final AtomicReference<@Nullable Known> last = new AtomicReference<>();

    ApiFit(UnknownFields unknownFields) {
        this.unknownFields = unknownFields;
    }

    /** The schemas of one form of an API; whoever follows a Promise comes with many others. */
    private record Known(String form, RequestAdmission admission) {}

    /**
     * {@return whether a request fits its Promise's API}
     *
     * @param turn the request, which is changed to how it reads now, or marked
     * @param promise its Promise
     */
    boolean holds(Turn turn, RegisteredObject promise) {
        String form = promise.facts().getOrDefault(RegisteredObject.API_FORM, "");
        boolean known = form.isEmpty() || form.equals(turn.object().facts().get(RegisteredObject.API_FORM));
        if (!known && !review(turn, form, promise)) {
            return false;
        }
        if (isMarked(turn)) {
            turn.status()
                    .condition(WorkflowStatus.RECONCILED, Status.UNKNOWN, "WorkflowPending", WorkflowStatus.PENDING);
        }
        return true;
    }

    private boolean review(Turn turn, String form, RegisteredObject promise) {
        Admission review = admission(form, promise).review(turn.document());
        if (review.isAdmitted()) {
            turn.become(turn.object().withDocument(review.document()).withFact(RegisteredObject.API_FORM, form));
            return true;
        }
        mark(
                turn,
                "does not fit the API of its Promise any more, and stays as it is until it does: "
                        + review.problems().stream()
                                .limit(MOST_PROBLEMS)
                                .map(Problem::message)
                                .collect(Collectors.joining("; ")));
        return false;
    }

    private static void mark(Turn turn, String why) {
        if (!isMarked(turn)
                || !turn.status().field(WorkflowStatus.RECONCILED, "message").equals(why)) {
            turn.warn(UNFIT, why);
        }
        turn.status().condition(WorkflowStatus.RECONCILED, Status.FALSE, UNFIT, why);
    }

    private static boolean isMarked(Turn turn) {
        return turn.status().field(WorkflowStatus.RECONCILED, "reason").equals(UNFIT);
    }

    private RequestAdmission admission(String form, RegisteredObject promise) {
        Known known = last.get();
        if (known == null || !known.form().equals(form)) {
            known = new Known(
                    form,
                    RequestAdmission.of(Promise.of(promise.document()).api().orElseThrow(), unknownFields));
            last.set(known);
        }
        return known.admission();
    }
}
