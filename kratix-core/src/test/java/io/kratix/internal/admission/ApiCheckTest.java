// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.Document;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table admission, part crds: which API a Promise may have. */
final class ApiCheckTest {
    private static final int ROWS = 14;

    /** Rows that end otherwise here, and why. */
    private static final Map<String, String> DEPARTED = Map.of(
            "two storage versions", "the versions are named, not dumped; nobody writes status.storedVersions",
            "no storage version", "the versions are named, not dumped; nobody writes status.storedVersions",
            "bad CEL rule", "rules are not evaluated, and there is a warning for each");

    static Stream<JsonNode> rows() {
        return Cases.rows("admission", "crds");
    }

    static Stream<JsonNode> keptRows() {
        return rows().filter(row -> !DEPARTED.containsKey(row.required("name").textValue()));
    }

    @ParameterizedTest
    @MethodSource("keptRows")
    void refusesWhatAnApiServerRefuses(JsonNode row) {
        List<String> expected = new ArrayList<>();
        row.required("errors").forEach(error -> expected.add(placed(error.textValue())));

        assertThat(problems(row)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void runsEachRowButTheDepartedOnes() {
        assertThat(rows().count()).isEqualTo(ROWS);
        assertThat(keptRows().count()).isEqualTo(ROWS - DEPARTED.size());
        assertThat(DEPARTED).hasSize(3);
    }

    @Test
    void demandsExactlyOneStorageVersion() {
        String rule = "must have exactly one version marked as storage version";

        assertThat(problems(row("two storage versions")))
                .containsExactly("spec.api.spec.versions: Invalid value: [\"v1\",\"v2\"]: " + rule);
        assertThat(problems(row("no storage version")))
                .containsExactly("spec.api.spec.versions: Invalid value: [\"v1\"]: " + rule);
    }

    @Test
    void warnsOfEachRuleThatIsNotChecked() {
        Admission admission = admit(row("bad CEL rule"));

        assertThat(admission.problems()).isEmpty();
        assertThat(admission.warnings())
                .containsExactly("spec.api.spec.versions[0].schema.openAPIV3Schema.properties[spec]"
                        + ".x-kubernetes-validations[0]: the rule is not checked: self.nope > 1");
    }

    @Test
    void refusesConversionByAWebhookInWords() {
        Admission admission =
                admit("""
                spec:
                  conversion: {strategy: Webhook}
                """);

        assertThat(admission.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "Promise/things: spec.api.spec.conversion.strategy: Invalid value: \"Webhook\": versions"
                                + " are converted by nobody but the engine, which changes apiVersion alone - write None, or"
                                + " leave conversion out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform.kratix.io", "rbac.authorization.k8s.io"})
    void refusesAGroupWhoseRequestsGoElsewhere(String group) {
        Promise promise = Promise.builder("x")
                .api(group, "Role", Map.of("type", "object"))
                .build();

        assertThat(PromiseAdmission.admit(promise.document(), Optional.empty()).problems())
                .extracting(Problem::message)
                .contains("spec.api.spec.group: Invalid value: \"" + group
                        + "\": requests of this group would never reach the Promise");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme.k8s.io", "kubernetes.io"})
    void refusesAProtectedGroupThatNobodyApproved(String group) {
        Promise promise = Promise.builder("x")
                .api(group, "Role", Map.of("type", "object"))
                .build();

        assertThat(PromiseAdmission.admit(promise.document(), Optional.empty()).problems())
                .extracting(Problem::message)
                .contains("spec.api.metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups"
                        + " must have approval annotation \"api-approved.kubernetes.io\"");
    }

    @Test
    void refusesADefinitionThatPreservesWhatItDoesNotKnow() {
        assertThat(admit("spec: {preserveUnknownFields: true}").problems())
                .extracting(Problem::message)
                .containsExactly("spec.api.spec.preserveUnknownFields: Invalid value: true: must be false");
    }

    @Test
    void readsFieldNamesThatDifferInCaseOnlyAndWarns() {
        Admission admission = admit(
                """
                spec:
                  names: {shortnames: [th], kind: Thing, plural: things}
                  convrsion: {}
                """);

        assertThat(admission.problems()).isEmpty();
        assertThat(admission.warnings())
                .containsExactlyInAnyOrder(
                        "field \"spec.api.spec.names.shortnames\" is read as \"shortNames\" - spell it so",
                        "unknown field \"spec.api.spec.convrsion\" - did you mean \"conversion\"?");
    }

    private static Admission admit(String changes) {
        Map<String, Object> crd =
                Crds.of("things", Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string"))));
        Map<String, Object> spec = Crds.merge(
                Values.map(crd.get("spec")),
                Values.map(Values.map(DocumentReader.readTree(changes)).get("spec")));
        return admitDefinition(Crds.merge(crd, Map.of("spec", spec)));
    }

    private static JsonNode row(String name) {
        return rows().filter(row -> row.required("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> problems(JsonNode row) {
        return admit(row).problems().stream().map(Problem::message).toList();
    }

    private static Admission admit(JsonNode row) {
        return admitDefinition(Values.map(Cases.tree(row.required("crd"))));
    }

    static Admission admitDefinition(Map<String, ?> definition) {
        Document promise = Document.builder("platform.kratix.io/v1alpha1", "Promise", "things")
                .spec(Map.of("api", definition))
                .build();
        return PromiseAdmission.admit(promise, Optional.empty());
    }

    /** Kubernetes names a definition's fields, and folds the schema of a single version into another place. */
    private static String placed(String error) {
        return "spec.api."
                + error.replace("spec.validation.openAPIV3Schema", "spec.versions[0].schema.openAPIV3Schema");
    }
}
