// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Promise's annotations say of scheduling. Not portable to Kratix.
 *
 * @param strategy the name of the strategy for its requests; empty for the engine's
 * @param moves whether a misplaced group moves to a Destination that matches
 */
public record SchedulingPolicy(Optional<String> strategy, boolean moves) {
    /** Names the strategy: one of those that the engine knows. */
    public static final String STRATEGY = "jvm.kratix.io/scheduling-strategy";

    /** Says what becomes of a misplaced group: {@code keep}, which is Kratix' way, or {@code move}. */
    public static final String MISPLACED = "jvm.kratix.io/misplaced";

    private static final String KEEP = "keep";
    private static final String MOVE = "move";

    /**
     * {@return what annotations say; what {@link #problems} finds wrong counts as not said}
     *
     * @param annotations a Promise's
     */
    public static SchedulingPolicy of(Map<String, String> annotations) {
        return new SchedulingPolicy(
                Optional.ofNullable(annotations.get(STRATEGY)), MOVE.equals(annotations.get(MISPLACED)));
    }

    /**
     * {@return what is wrong with annotations}
     *
     * @param annotations a Promise's
     * @param strategies the names of the strategies that the engine knows
     */
    public static List<Problem> problems(Map<String, String> annotations, List<String> strategies) {
        List<Problem> problems = new ArrayList<>();
        check(problems, annotations, STRATEGY, strategies);
        check(problems, annotations, MISPLACED, List.of(KEEP, MOVE));
        return problems;
    }

    private static void check(
            List<Problem> problems, Map<String, String> annotations, String key, List<String> allowed) {
        @Nullable String value = annotations.get(key);
        if (value != null && !allowed.contains(value)) {
            problems.add(Problem.invalid(
                    "metadata.annotations[" + key + "]",
                    value,
                    "is none of " + String.join(", ", allowed),
                    "write one of them, or leave the annotation out"));
        }
    }
}
