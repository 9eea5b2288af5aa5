// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.ResourceBinding;
import io.kratix.registry.RegisteredObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an object is as it was declared, by its status alone. */
public final class Readiness {
    /** Nothing has to happen for them. */
    private static final Set<String> READY_AT_ONCE = Set.of(Kinds.PROMISE_REVISION, Kinds.HEALTH_RECORD);

    private Readiness() {}

    /**
     * {@return whether the engine reports the object as ready, and the report is about what is declared now}
     *
     * @param object any object
     */
    public static boolean isReady(RegisteredObject object) {
        Document document = object.document();
        if (document.reference().isPlatform() && READY_AT_ONCE.contains(document.kind())) {
            return !object.isDeleting();
        }
        if (document.reference().isPlatform() && document.kind().equals(Kinds.RESOURCE_BINDING)) {
            return isBound(ResourceBinding.of(document));
        }
        boolean current = document.kind().equals(Kinds.DESTINATION)
                || Long.valueOf(object.generation()).equals(document.status().get("observedGeneration"));
        boolean holds = conditions(document).stream()
                .anyMatch(condition ->
                        type(document).equals(condition.get("type")) && "True".equals(condition.get("status")));
        boolean withoutPipelines =
                isRequest(object) && Long.valueOf(0).equals(document.status().get("workflows"));
        return !object.isDeleting() && current && (holds || withoutPipelines);
    }

    /** A request that floats runs with what was the latest version when it last ran. */
    private static boolean isBound(ResourceBinding binding) {
        @Nullable Object applied = binding.document().status().get("lastAppliedVersion");
        boolean floats = binding.version().equals(ResourceBinding.LATEST);
        boolean failed = conditions(binding.document()).stream()
                .anyMatch(condition ->
                        "UpgradeSucceeded".equals(condition.get("type")) && "False".equals(condition.get("status")));
        return !failed && (floats ? applied != null : binding.version().equals(applied));
    }

    /**
     * {@return the conditions that the engine reports, in words}
     *
     * @param object any object
     */
    public static String describe(RegisteredObject object) {
        List<? extends Map<?, ?>> conditions = conditions(object.document());
        if (conditions.isEmpty()) {
            return "the engine has not reported anything yet";
        }
        return words(conditions)
                + pipelineWords(object).stream().map(words -> "; " + words).collect(Collectors.joining());
    }

    /**
     * {@return the reason and the message of the one condition that decides; empty if it is not reported}
     *
     * @param object any object
     */
    public static String reason(RegisteredObject object) {
        Document document = object.document();
        return conditions(document).stream()
                .filter(condition -> type(document).equals(condition.get("type")))
                .map(condition -> condition.get("reason") + ": " + condition.get("message"))
                .findFirst()
                .orElse("");
    }

    /**
     * {@return what the deletion of an object waits for; empty if that is not reported}
     *
     * @param object an object that is being deleted
     */
    public static String deletion(RegisteredObject object) {
        return conditions(object.document()).stream()
                .filter(condition -> "Deleting".equals(condition.get("reason")))
                .map(condition -> String.valueOf(condition.get("message")))
                .filter(message -> !message.equals("Deleting"))
                .findFirst()
                .orElse("");
    }

    /**
     * {@return what its Pipelines said that failed or asked to wait}
     *
     * @param object any object
     */
    public static List<String> pipelineWords(RegisteredObject object) {
        if (object.document().status().get("kratix") instanceof Map<?, ?> kratix
                && kratix.get("workflows") instanceof Map<?, ?> workflows
                && workflows.get("pipelines") instanceof List<?> pipelines) {
            return pipelines.stream()
                    .filter(pipeline -> pipeline instanceof Map<?, ?> entry && entry.containsKey("message"))
                    .map(pipeline -> String.valueOf(((Map<?, ?>) pipeline).get("message")))
                    .toList();
        }
        return List.of();
    }

    private static String words(List<? extends Map<?, ?>> conditions) {
        return conditions.stream()
                .map(condition ->
                        condition.get("type") + "=" + condition.get("status") + " (" + condition.get("message") + ")")
                .collect(Collectors.joining(", "));
    }

    private static String type(Document document) {
        if (!document.reference().isPlatform()) {
            return "Reconciled";
        }
        return switch (document.kind()) {
            case Kinds.PROMISE -> "Available";
            case Kinds.PROMISE_RELEASE -> "Installed";
            default -> "Ready";
        };
    }

    private static boolean isRequest(RegisteredObject object) {
        return object.facts().containsKey(RegisteredObject.PROMISE);
    }

    private static List<? extends Map<?, ?>> conditions(Document document) {
        Object conditions = document.status().get("conditions");
        return conditions instanceof List<?> list
                ? list.stream().map(condition -> (Map<?, ?>) condition).toList()
                : List.of();
    }
}
