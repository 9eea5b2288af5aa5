// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What Kratix asks of the Pipelines of a Promise beyond their fields. */
final class PipelineCheck {
    private static final int LONGEST_ID = 60;

    private final Promise promise;
    private final boolean hasApi;
    private final Findings findings;

    private PipelineCheck(Promise promise, boolean hasApi, Findings findings) {
        this.promise = promise;
        this.hasApi = hasApi;
        this.findings = findings;
    }

    static void check(Promise promise, boolean hasApi, Findings findings) {
        PipelineCheck check = new PipelineCheck(promise, hasApi, findings);
        check.workflow("promise", "configure", promise.workflows().promiseConfigure());
        check.workflow("promise", "delete", promise.workflows().promiseDelete());
        check.workflow("resource", "configure", promise.workflows().resourceConfigure());
        check.workflow("resource", "delete", promise.workflows().resourceDelete());
    }

    private void workflow(String type, String action, List<Pipeline> pipelines) {
        Where where = Where.root("spec").child("workflows").child(type).child(action);
        if (type.equals("resource") && !pipelines.isEmpty() && !hasApi) {
            findings.add(
                    where,
                    "",
                    "failed to generate pipeline resources promise does not contain an API",
                    "add spec.api, or remove the workflow");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < pipelines.size(); i++) {
            Workflow workflow = new Workflow(type, action, where.item(i).child("metadata"));
            checkPipeline(pipelines.get(i), workflow);
            if (!names.add(pipelines.get(i).name())) {
                tell(
                        workflow,
                        "name",
                        "duplicate pipeline name \"" + pipelines.get(i).name() + "\" in " + workflow);
            }
        }
    }

    private void checkPipeline(Pipeline pipeline, Workflow workflow) {
        checkLabels(pipeline, workflow);
        String name = pipeline.name();
        Names.subdomain(name)
                .ifPresent(
                        rule -> findings.invalid(workflow.metadata().child("name"), name, rule, "choose another one"));
        String id = String.join("-", promise.name(), workflow.type(), workflow.action(), name);
        if (id.length() > LONGEST_ID) {
            tell(
                    workflow,
                    "name",
                    workflow.type() + "." + workflow.action() + " pipeline with name \"" + name + "\" is too long. The"
                            + " name is used when generating resources for the pipeline,including the ServiceAccount"
                            + " which follows the format of \"" + id + "\", which cannot be longer than " + LONGEST_ID
                            + " characters in total");
        }
    }

    private void checkLabels(Pipeline pipeline, Workflow workflow) {
        pipeline.metadata().labels().forEach((key, value) -> {
            Names.labelValue(value)
                    .ifPresent(rule -> tell(
                            workflow,
                            "labels",
                            "invalid label value \"" + value + "\" for key \"" + key + "\" in " + workflow + ": "
                                    + rule));
            Names.qualified(key)
                    .ifPresent(rule ->
                            tell(workflow, "labels", "invalid label key \"" + key + "\" in " + workflow + ": " + rule));
        });
    }

    private void tell(Workflow workflow, String field, String message) {
        findings.add(workflow.metadata().child(field), "", message, "choose another one");
    }

    private record Workflow(String type, String action, Where metadata) {
        @Override
        public String toString() {
            return "workflow \"" + type + "\" action \"" + action + "\"";
        }
    }
}
