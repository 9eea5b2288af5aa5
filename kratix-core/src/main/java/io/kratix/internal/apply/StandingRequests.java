// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.IncompatibleApis;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.model.PromiseApi;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The requests that a Promise has when its API changes: those that the new form would not take are named. */
final class StandingRequests {
    private static final int PAGE = 200;
    private static final int MOST_NAMED = 100;

    private final Registry registry;
    private final ApplyCall.Policy policy;
    private final Map<ObjectReference, Document> comeAnew;

    /**
     * Looks at requests.
     *
     * @param registry where they are
     * @param policy what the embedder decided
     * @param comeAnew what the same call declares: such a request has to fit as it is there
     */
    StandingRequests(Registry registry, ApplyCall.Policy policy, Map<ObjectReference, Document> comeAnew) {
        this.registry = registry;
        this.policy = policy;
        this.comeAnew = comeAnew;
    }

    /**
     * {@return what people should know of the requests that do not fit any more; empty if all do}
     *
     * @param promise the Promise's name
     * @param before its API so far
     * @param now its API from now on
     * @throws InvalidDocumentException if there are any, and the embedder did not decide to accept that
     */
    List<String> review(String promise, PromiseApi before, PromiseApi now) {
        if (RequestAdmission.form(before).equals(RequestAdmission.form(now))) {
            return List.of();
        }
        List<String> unfit = unfit(
                promise,
                RequestAdmission.of(before, policy.unknownFields()),
                RequestAdmission.of(now, policy.unknownFields()));
        if (!unfit.isEmpty() && policy.incompatibleApis() == IncompatibleApis.REFUSE) {
            throw new InvalidDocumentException(
                    unfit.stream().map(StandingRequests::problem).toList());
        }
        return unfit.stream()
                .map(request -> request + "; it stays as it is until it does")
                .toList();
    }

    private static Problem problem(String unfit) {
        return new Problem(
                "",
                "",
                "spec.api",
                "",
                unfit,
                "change the request first or in the same call, or let the API take it; KratixBuilder.acceptIncompatibleApis"
                        + " has such requests marked instead");
    }

    private List<String> unfit(String promise, RequestAdmission before, RequestAdmission now) {
        List<String> unfit = new ArrayList<>();
        long more = 0;
        List<Stored<RegisteredObject>> page = page(promise, "");
        while (!page.isEmpty()) {
            for (Stored<RegisteredObject> stored : page) {
                List<Problem> problems = problems(stored.value(), before, now);
                if (!problems.isEmpty() && unfit.size() < MOST_NAMED) {
                    unfit.add(sentence(stored.value().reference(), problems));
                } else if (!problems.isEmpty()) {
                    more++;
                }
            }
            page = page(promise, page.get(page.size() - 1).key());
        }
        if (more > 0) {
            unfit.add(more + " more requests would not fit the API any more");
        }
        return unfit;
    }

    private List<Stored<RegisteredObject>> page(String promise, String after) {
        return registry.list(
                Table.OBJECTS,
                Query.where(RegisteredObject.BY_PROMISE, promise).limit(PAGE).after(after));
    }

    /** What was wrong with a request before is no fault of this change; what goes need not fit. */
    private List<Problem> problems(RegisteredObject request, RequestAdmission before, RequestAdmission now) {
        if (request.isDeleting()) {
            return List.of();
        }
        Document stored = request.document();
        Admission review = now.review(comeAnew.getOrDefault(request.reference(), stored));
        return review.isAdmitted() || !before.review(stored).isAdmitted() ? List.of() : review.problems();
    }

    private static String sentence(ObjectReference request, List<Problem> problems) {
        String why = problems.stream().limit(3).map(Problem::message).collect(Collectors.joining("; "));
        return "request " + request + " would not fit the API any more: " + why;
    }
}
