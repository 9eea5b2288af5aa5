// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.documents.GoDuration;
import io.kratix.model.Pipeline;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.WorkflowAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long a try of a Pipeline may take: as the Pipeline's annotation says, else as the engine is set. */
public final class TimeLimit {
    /** A duration such as {@code 10m} or {@code 1h30m}, longer than nothing. */
    static final String ANNOTATION = "jvm.kratix.io/time-limit";

    private TimeLimit() {}

    /**
     * {@return how long a try of a Pipeline may take}
     *
     * @param pipeline the Pipeline; a limit that cannot be read counts as not said
     * @param otherwise the engine's limit
     */
    public static Duration of(Pipeline pipeline, Duration otherwise) {
        return said(pipeline).flatMap(TimeLimit::parse).orElse(otherwise);
    }

    /**
     * {@return what is wrong with the limits that a Promise's Pipelines name}
     *
     * @param promise a Promise
     */
    public static List<Problem> problems(Promise promise) {
        List<Problem> problems = new ArrayList<>();
        for (WorkflowAction action : WorkflowAction.values()) {
            check("promise." + action.text(), promise.workflows().ofPromise(action), problems);
            check("resource." + action.text(), promise.workflows().ofRequests(action), problems);
        }
        return problems;
    }

    private static void check(String workflow, List<Pipeline> pipelines, List<Problem> problems) {
        for (int i = 0; i < pipelines.size(); i++) {
            String field = "spec.workflows." + workflow + "[" + i + "].metadata.annotations[" + ANNOTATION + "]";
            said(pipelines.get(i))
                    .filter(text -> parse(text).isEmpty())
                    .ifPresent(text -> problems.add(Problem.invalid(
                            field, text, "must be a duration longer than nothing", "write it as 90s, 10m or 1h30m")));
        }
    }

    private static Optional<String> said(Pipeline pipeline) {
        return Optional.ofNullable(pipeline.metadata().annotations().get(ANNOTATION));
    }

    private static Optional<Duration> parse(String text) {
        return GoDuration.parse(text).filter(limit -> !limit.isNegative() && !limit.isZero());
    }
}
