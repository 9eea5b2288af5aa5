// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kratix.cases.Cases;
import io.kratix.model.Document;
import io.kratix.model.Problem;
import io.kratix.model.RequiredPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table webhook-validation, the parts about Promises. */
final class PromiseWebhookTest {
    /** Rows by part that end otherwise here, with the reason in the test that holds the departure. */
    private static final int DEPARTED = 8;

    private static final int ROWS = 49;

    static Stream<JsonNode> pipelineIdLength() {
        return rows("pipelineIdLength");
    }

    static Stream<JsonNode> reconciliationIntervalSpec() {
        return rows("reconciliationIntervalSpec");
    }

    static Stream<JsonNode> reconciliationIntervalAnnotation() {
        return rows("reconciliationIntervalAnnotation");
    }

    static Stream<JsonNode> pipelineLabels() {
        return rows("pipelineLabels");
    }

    /** Kratix shows three names, whichever changed; here the field that changed is named. */
    static Stream<JsonNode> crdImmutability() {
        return rows("crdImmutability").filter(row -> !row.path("error").asText().contains("spec.api.spec.names:"));
    }

    static Stream<JsonNode> requiredPromises() {
        return rows("requiredPromises");
    }

    /** A missing version ends in a panic there. */
    static Stream<JsonNode> api() {
        return rows("api").filter(row -> !row.has("panic"));
    }

    /** Where Kratix gives the name of an unknown field, its path is given here. */
    static Stream<JsonNode> pipelineParsing() {
        return rows("pipelineParsing").filter(row -> !row.has("unknownField"));
    }

    static Stream<JsonNode> duplicatePipelineNames() {
        return rows("duplicatePipelineNames");
    }

    @ParameterizedTest
    @MethodSource
    void pipelineIdLength(JsonNode row) {
        Map<String, Object> pipeline = pipeline(text(row, "pipeline"), Map.of());
        Map<String, Object> spec = spec(text(row, "type"), text(row, "action"), List.of(pipeline));

        judge(row, admit(text(row, "promise"), spec, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void reconciliationIntervalSpec(JsonNode row) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (!row.get("seconds").isNull()) {
            config.put("reconciliationInterval", row.get("seconds").asInt() + "s");
        }

        judge(row, admit("p", Map.of("workflows", Map.of("config", config)), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void reconciliationIntervalAnnotation(JsonNode row) {
        Optional<Document> before = row.has("operation") ? Optional.of(annotated(row.get("old"))) : Optional.empty();

        judge(row, PromiseAdmission.admit(annotated(row.get("value")), before));
    }

    @ParameterizedTest
    @MethodSource
    void pipelineLabels(JsonNode row) {
        Map<String, Object> labels = Map.of(text(row, "key"), text(row, "value"));
        Map<String, Object> spec = spec("resource", "configure", List.of(pipeline("a", labels)));

        judge(row, admit("p", spec, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void duplicatePipelineNames(JsonNode row) {
        List<Map<String, Object>> pipelines = new ArrayList<>();
        row.required("names").forEach(name -> pipelines.add(pipeline(name.textValue(), Map.of())));

        judge(row, admit("p", spec("resource", "configure", pipelines), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void crdImmutability(JsonNode row) {
        Document before = promise("p", withApi(row.get("old")), Map.of());

        judge(row, admit("p", withApi(row.get("new")), Optional.of(before)));
    }

    @ParameterizedTest
    @MethodSource
    void requiredPromises(JsonNode row) {
        JsonNode requirement = row.required("requirement");
        Set<String> revisions = Set.copyOf(texts(row.path("revisions")));
        Map<String, Set<String>> installed =
                row.required("installed").asBoolean() ? Map.of(text(requirement, "name"), revisions) : Map.of();

        List<String> warnings = PromiseAdmission.missing(
                List.of(new RequiredPromise(text(requirement, "name"), text(requirement, "version"))), installed);

        assertThat(warnings).isEqualTo(texts(row.required("warnings")));
    }

    @ParameterizedTest
    @MethodSource
    void api(JsonNode row) {
        Map<String, Object> spec = new LinkedHashMap<>();
        if (row.has("resourceConfigurePipelines")) {
            spec.putAll(spec("resource", "configure", List.of(pipeline("a", Map.of()))));
            spec.remove("api");
        }
        if (row.path("api").asText("").equals("cluster-scoped CRD")) {
            spec.put("api", crd(Map.of("scope", "Cluster"), Map.of()));
        } else if (!row.path("api").asText("").isBlank()) {
            spec.put("api", Cases.tree(json(text(row, "api"))));
        }

        judge(row, admit("p", spec, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource
    void pipelineParsing(JsonNode row) {
        Map<String, Object> pipeline = Crds.merge(
                pipeline(row.path("name").asText("a"), Map.of()),
                Map.of("kind", text(row, "kind"), "apiVersion", text(row, "apiVersion")));

        judge(row, admit("p", spec("resource", "configure", List.of(pipeline)), Optional.empty()));
    }

    @Test
    void namesTheFieldOfTheApiThatChanged() {
        Document before = promise("p", Map.of("api", crd(Map.of(), Map.of())), Map.of());
        Map<String, Object> changed = Map.of("api", crd(Map.of(), Map.of("shortNames", List.of("zz"))));

        assertThat(admit("p", changed, Optional.of(before)).problems())
                .extracting(Problem::message)
                .containsExactly("spec.api.spec.names.shortNames: Invalid value: [\"zz\"]: field is immutable");
    }

    @Test
    void saysWhichNameAnApiHasToHaveAndNothingElseOfIt() {
        Document before = promise("p", Map.of("api", crd(Map.of(), Map.of())), Map.of());
        Map<String, Object> changed =
                Map.of("api", Crds.merge(crd(Map.of(), Map.of()), Map.of("metadata", Map.of("name", "boxes"))));
        String due = String.valueOf(
                Values.map(crd(Map.of(), Map.of()).get("metadata")).get("name"));

        assertThat(admit("p", changed, Optional.of(before)).problems())
                .extracting(Problem::toString)
                .containsExactly("Promise/p: spec.api.metadata.name: Invalid value: \"boxes\": must be"
                        + " spec.names.plural+\".\"+spec.group - write \"" + due + '"');
    }

    @Test
    void refusesAnApiWithoutVersions() {
        assertThat(admit("p", Map.of("api", Map.of("a", 1)), Optional.empty()).problems())
                .extracting(Problem::message)
                .contains("spec.api.spec.versions: Required value", "spec.api.spec.group: Required value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec.nope", "metadata.nope", "status", "spec.containers[0].workingDir"})
    void namesThePathOfAPipelinesUnknownField(String field) {
        Map<String, Object> pipeline = pipeline("a", Map.of());
        Map<String, Object> container = Map.of("name", "c", "image", "i", "workingDir", "/");
        pipeline.put("status", Map.of());
        pipeline.put("metadata", Map.of("name", "a", "nope", 1));
        pipeline.put("spec", Map.of("nope", 1, "containers", List.of(container)));

        assertThat(admit("p", spec("resource", "configure", List.of(pipeline)), Optional.empty())
                        .problems())
                .extracting(Problem::message)
                .contains("unknown field \"spec.workflows.resource.configure[0]." + field + "\"");
    }

    @Test
    void runsEachRowButTheDepartedOnes() {
        List<Stream<JsonNode>> run = List.of(
                pipelineIdLength(),
                reconciliationIntervalSpec(),
                reconciliationIntervalAnnotation(),
                pipelineLabels(),
                crdImmutability(),
                requiredPromises(),
                api(),
                pipelineParsing(),
                duplicatePipelineNames());

        assertThat(run.stream().mapToLong(Stream::count).sum()).isEqualTo(ROWS - DEPARTED);
    }

    private static void judge(JsonNode row, Admission admission) {
        List<String> messages =
                admission.problems().stream().map(Problem::message).toList();
        if (row.path("valid").asBoolean()) {
            assertThat(messages).isEmpty();
            return;
        }
        String expected = row.path("error").asText(row.path("errorContains").asText());
        assertThat(messages).isNotEmpty().anyMatch(message -> message.contains(expected));
    }

    private static Admission admit(String name, Map<String, ?> spec, Optional<Document> before) {
        return PromiseAdmission.admit(promise(name, spec, Map.of()), before);
    }

    private static Document annotated(@Nullable JsonNode interval) {
        Map<String, String> annotations = interval == null || interval.isNull()
                ? Map.of()
                : Map.of("kratix.io/reconciliation-interval", interval.textValue());
        return promise("p", Map.of(), annotations);
    }

    private static Document promise(String name, Map<String, ?> spec, Map<String, String> annotations) {
        Document.Builder promise = Document.builder("platform.kratix.io/v1alpha1", "Promise", name);
        annotations.forEach(promise::annotation);
        return promise.spec(spec).build();
    }

    private static Map<String, Object> spec(String type, String action, List<Map<String, Object>> pipelines) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("api", crd(Map.of(), Map.of()));
        spec.put("workflows", Map.of(type, Map.of(action, pipelines)));
        return spec;
    }

    private static Map<String, Object> pipeline(String name, Map<String, Object> labels) {
        Map<String, Object> pipeline = new LinkedHashMap<>();
        pipeline.put("apiVersion", "platform.kratix.io/v1alpha1");
        pipeline.put("kind", "Pipeline");
        pipeline.put("metadata", Map.of("name", name, "labels", labels));
        pipeline.put("spec", Map.of("containers", List.of(Map.of("name", "c", "image", "i"))));
        return pipeline;
    }

    private static Map<String, Object> crd(Map<String, ?> specChanges, Map<String, ?> nameChanges) {
        Map<String, Object> crd = Crds.of("as", Map.of("type", "object"));
        Map<String, Object> spec = Crds.merge(Values.map(crd.get("spec")), specChanges);
        spec.put("names", Crds.merge(Values.map(spec.get("names")), nameChanges));
        return Crds.merge(crd, Map.of("spec", spec));
    }

    private static Map<String, Object> withApi(JsonNode api) {
        if (api.isNull() || api.asText().equals("{}")) {
            return Map.of();
        }
        String scope = api.path("scope").asText("Namespaced");
        return Map.of("api", crd(Map.of("scope", scope), Map.of()));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> rows(String part) {
        return Cases.rows("webhook-validation", part);
    }

    private static String text(JsonNode row, String field) {
        return row.required(field).textValue();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.textValue()));
        return texts;
    }
}
