// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.spi.workflow.PipelineRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What everything that a run leaves on an engine is marked with, and how it is named. */
final class RunLabels {
    private static final String PLATFORM = "jvm.kratix.io/platform";
    private static final String RUN = "jvm.kratix.io/run";
    private static final String CONTAINER = "jvm.kratix.io/container";
    private static final String PART = "jvm.kratix.io/part";

    private static final String DEFAULT_PLATFORM = "kratix";

    private final String platform;
    private final boolean named;

    /**
     * Labels of one platform.
     *
     * @param platform its id; empty where nobody named one, so that others may have the same
     */
    RunLabels(Optional<String> platform) {
        this.platform = platform.orElse(DEFAULT_PLATFORM);
        named = platform.isPresent();
    }

    /** {@return whether what bears these labels is this platform's for certain} */
    boolean areNamed() {
        return named;
    }

    /** {@return the labels of one part of a run, Kratix' own included} */
    Map<String, String> of(PipelineRun run, String part) {
        Map<String, String> labels = new LinkedHashMap<>(run.attributes());
        labels.put(PLATFORM, platform);
        labels.put(RUN, run.id());
        labels.put(PART, part);
        return labels;
    }

    /** {@return the labels of a container, which people look for by its own name} */
    Map<String, String> of(PipelineRun run, PlannedContainer planned) {
        Map<String, String> labels = of(run, planned.part());
        labels.put(CONTAINER, planned.container().name());
        return labels;
    }

    /** {@return the name of one part of a run, the same in every call, so that an engine makes it once} */
    static String name(String runId, String part) {
        return "kratix-" + runId + "-" + part;
    }

    /** {@return what to ask an engine for to see all of a run, and nothing else} */
    List<String> filter(String runId) {
        return List.of(PLATFORM + "=" + platform, RUN + "=" + runId);
    }

    /** {@return what to ask an engine for to see all runs of this platform, and nothing else} */
    List<String> filter() {
        return List.of(PLATFORM + "=" + platform);
    }

    /** {@return whether something belongs to a run, whatever the engine's filter let through} */
    boolean marks(@Nullable Map<String, String> labels, String runId) {
        return labels != null && platform.equals(labels.get(PLATFORM)) && runId.equals(labels.get(RUN));
    }

    /** {@return the run of this platform that something belongs to} */
    Optional<String> run(@Nullable Map<String, String> labels) {
        return labels != null && platform.equals(labels.get(PLATFORM))
                ? Optional.ofNullable(labels.get(RUN))
                : Optional.empty();
    }
}
