// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import io.kratix.internal.admission.DestinationAdmission.Standing;
import io.kratix.layout.Collisions;
import io.kratix.layout.Layout;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Table webhook-validation, the parts about Destinations and State Stores. */
final class PlaceWebhookTest {
    /** {@code x/} is {@code x} to us. */
    private static final String SLASH_TOO_MANY = "x/";

    /** Those are run by {@code ReleaseTableTest}. */
    private static final Set<String> RELEASE_PARTS =
            Set.of("promiseRelease", "promiseReleaseFetch", "promiseRevisionDelete");

    private static final Set<String> PROMISE_PARTS = Set.of(
            "pipelineIdLength",
            "reconciliationIntervalSpec",
            "reconciliationIntervalAnnotation",
            "pipelineLabels",
            "crdImmutability",
            "pipelineParsing",
            "duplicatePipelineNames",
            "requiredPromises",
            "api");

    /** Rows without a path depart, since the path is optional, and one with a path that is a blank. */
    static Stream<JsonNode> destinations() {
        return Cases.rows("webhook-validation", "destination")
                .filter(row -> !row.has("existing") && !text(row, "path").isBlank());
    }

    /**
     * Two rows depart: a secret without a namespace lies in the State Store's, else in default; and there is no step
     * before this one that fills in a method.
     */
    static Stream<JsonNode> stores() {
        return Cases.rows("webhook-validation", "bucketStateStore")
                .filter(row -> !row.path("error").asText().endsWith("must contain secret namespace"))
                .filter(row -> !text(row, "authMethod").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void admitsDestinationsAsKratixDoes(JsonNode row) {
        Map<String, Object> spec = new LinkedHashMap<>(Map.of("path", text(row, "path")));
        String store =
                row.path("storeMissing").asText(row.path("stateStoreKind").asText("GitStateStore") + "/s");
        if (!row.path("stateStoreRef").isNull()) {
            spec.put("stateStoreRef", Map.of("kind", store.split("/", -1)[0], "name", store.split("/", -1)[1]));
        }

        Admission admission = admit(document("Destination", spec));

        judge(row, admission);
        if (row.has("warning")) {
            assertThat("Warning: " + DestinationAdmission.storeMissing(Destination.of(admission.document())))
                    .isEqualTo(text(row, "warning"));
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void admitsBucketsAsKratixDoes(JsonNode row) {
        Map<String, Object> spec = new LinkedHashMap<>(Map.of("authMethod", text(row, "authMethod")));
        if (row.path("secretRef").isObject()) {
            spec.put("secretRef", Values.map(Cases.tree(row.get("secretRef"))));
        }

        judge(row, StateStoreAdmission.admit(document(Kinds.BUCKET_STATE_STORE, spec)));
    }

    static Stream<JsonNode> neighbours() {
        return Cases.rows("webhook-validation", "destination").filter(row -> row.has("existing"));
    }

    @ParameterizedTest
    @MethodSource("neighbours")
    void refusesDestinationsThatShareAPathAsKratixDoesButComparesPathsAndNotTexts(JsonNode row) {
        JsonNode existing = row.path("existing").path(0);
        String location = existing.path("sameStore").asBoolean() ? "here" : "there";
        Collisions.Site before = site(existing.path("name").asText(), text(existing, "path"), location);

        Optional<Collisions.Collision> collision =
                Collisions.find(site(row.path("name").asText("new"), text(row, "path"), "here"), List.of(before));

        boolean departed = text(row, "path").equals(SLASH_TOO_MANY);
        assertThat(collision.isPresent()).isEqualTo(row.has("error") || departed);
    }

    @Test
    void takesADestinationWithoutAPath() {
        Destination destination = Destination.builder("d", new StateStoreReference("GitStateStore", "s"))
                .build();

        assertThat(admit(destination.document()).isAdmitted()).isTrue();
    }

    @Test
    void refusesAPathThatIsABlank() {
        assertThat(admit(document(
                                "Destination", Map.of("path", " ", "stateStoreRef", Map.of("kind", "K", "name", "s"))))
                        .problems())
                .extracting(Problem::message)
                .containsExactly(
                        "spec.path: Invalid value: \" \": path ' ' must not have a segment that ends in a dot or a blank");
    }

    @Test
    void takesASecretWithoutANamespace() {
        Map<String, Object> spec = Map.of("secretRef", Map.of("name", "n"));

        assertThat(StateStoreAdmission.admit(document(Kinds.BUCKET_STATE_STORE, spec))
                        .isAdmitted())
                .isTrue();
    }

    @Test
    void takesAccessKeyForTheMethodWhereNoneIsNamed() {
        Map<String, Object> spec = Map.of("authMethod", "");

        assertThat(StateStoreAdmission.admit(document(Kinds.BUCKET_STATE_STORE, spec))
                        .problems())
                .extracting(Problem::toString)
                .containsExactly("BucketStateStore/x: spec.secretRef: spec.secretRef must be set when using"
                        + " authentication method accessKey - name the secret that holds accessKeyID and"
                        + " secretAccessKey");
    }

    @Test
    void namesTheMethodsThatAGitStateStoreKnows() {
        Admission admission =
                StateStoreAdmission.admit(document(Kinds.GIT_STATE_STORE, Map.of("authMethod", "password")));

        assertThat(admission.problems())
                .extracting(Problem::toString)
                .containsExactly("GitStateStore/x: spec.authMethod: Unsupported value: \"password\": supported values:"
                        + " \"basicAuth\", \"ssh\", \"githubApp\" - write one of these");
    }

    @Test
    void refusesAChangedModeAndTellsWhateverElseIsWrongWithIt() {
        StateStoreReference store = new StateStoreReference("GitStateStore", "s");
        Destination before = Destination.builder("d", store).build();
        Destination after = Destination.builder("d", store)
                .mode(FilepathMode.NONE)
                .label("no label", "x")
                .path("..")
                .build();
        Standing standing = new Standing(before, FilepathMode.NESTED_BY_DESTINATION, "default");

        assertThat(DestinationAdmission.admit(after.document(), FilepathMode.NESTED_BY_METADATA, Optional.of(standing))
                        .problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        label -> assertThat(label).startsWith("Destination/d: metadata.labels: Invalid value"),
                        mode -> assertThat(mode)
                                .isEqualTo("Destination/d: spec.filepath.mode: Invalid value: \"none\": filepath.mode"
                                        + " is immutable - to change it, delete the Destination and apply it anew"),
                        path -> assertThat(path)
                                .isEqualTo(
                                        "Destination/d: spec.path: Invalid value: \"..\": path '..' must not climb out"
                                                + " of its State Store by '..' - write a path below the State Store's"));
    }

    @Test
    void refusesADryRunInWords() {
        Optional<Problem> refusal = ForeignKinds.refusal(document("DryRun", Map.of()));

        assertThat(refusal.map(Problem::toString))
                .contains(
                        "DryRun/default/x: kind: Invalid value: \"DryRun\": documents of this kind are not applied - ask the"
                                + " engine for a plan of what would change; a DryRun needs a cluster");
        assertThat(ForeignKinds.refusal(document("Promise", Map.of()))).isEmpty();
    }

    @Test
    void runsEachRowButTheDepartedOnes() {
        assertThat(Cases.rows("webhook-validation", "destination").count()).isEqualTo(11);
        assertThat(neighbours().count()).isEqualTo(4);
        assertThat(destinations().count()).isEqualTo(11 - 3 - 4);
        assertThat(Cases.rows("webhook-validation", "bucketStateStore").count()).isEqualTo(5);
        assertThat(stores().count()).isEqualTo(5 - 2);
    }

    @Test
    void forgetsNoPartOfTheTable() {
        List<String> parts = Cases.table("webhook-validation").properties().stream()
                .filter(entry -> entry.getValue().isArray())
                .map(Map.Entry::getKey)
                .filter(part -> !PROMISE_PARTS.contains(part) && !RELEASE_PARTS.contains(part))
                .toList();

        assertThat(parts).containsExactlyInAnyOrder("destination", "bucketStateStore");
    }

    private static Admission admit(Document destination) {
        return DestinationAdmission.admit(destination, FilepathMode.NESTED_BY_METADATA, Optional.empty());
    }

    private static Collisions.Site site(String name, String path, String location) {
        Destination destination = Destination.builder(name, new StateStoreReference("GitStateStore", "s"))
                .path(path)
                .build();
        return new Collisions.Site(location, Layout.of(StorePath.ROOT, destination, FilepathMode.NESTED_BY_METADATA));
    }

    private static void judge(JsonNode row, Admission admission) {
        List<String> messages =
                admission.problems().stream().map(Problem::message).toList();
        if (row.has("error")) {
            assertThat(messages).anyMatch(message -> message.contains(text(row, "error")));
        } else {
            assertThat(messages).isEmpty();
        }
    }

    private static Document document(String kind, Map<String, ?> spec) {
        return Document.builder(Kinds.API_VERSION, kind, "x").spec(spec).build();
    }

    private static String text(JsonNode row, String field) {
        return row.required(field).textValue();
    }
}
