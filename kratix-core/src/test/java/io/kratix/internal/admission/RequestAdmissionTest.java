// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Table admission, part groups: what becomes of a request. */
final class RequestAdmissionTest {
    private static final int ROWS = 85;

    /** Rows that end otherwise here, and why. */
    private static final Map<String, String> DEPARTED = Map.of(
            "types and defaults/exclusive minimum", "0 is a multiple of 0.5; there a factor below 1 becomes 0",
            "types and defaults/no name", "names are not generated, so the text does not offer it",
            "types and defaults/name of 254 characters", "a long value is shortened in messages",
            "types and defaults/no namespace", "a request without a namespace lies in default, as kubectl puts it",
            "CEL rules/message", "rules are not evaluated; the API's check warns of each",
            "CEL rules/messageExpression", "rules are not evaluated",
            "CEL rules/no message", "rules are not evaluated",
            "CEL rules/type error hides rules", "rules are not evaluated, so none is hidden",
            "CEL rules/transition rule on update", "rules are not evaluated");

    private static final Pattern PLACE = Pattern.compile("^\"([^\"]+)\" must| in (\\S+)$");

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (JsonNode group : Cases.table("admission").required("groups")) {
            group.required("objects").forEach(object -> rows.add(new Row(group, object)));
        }
        return rows.stream();
    }

    static Stream<Row> keptRows() {
        return rows().filter(row -> !DEPARTED.containsKey(row.toString()));
    }

    @ParameterizedTest
    @MethodSource("keptRows")
    void admitsAsAnApiServerDoes(Row row) {
        if (row.object().has("decodeError")) {
            assertThatThrownBy(() -> document(row.text("object"))).isInstanceOf(InvalidDocumentException.class);
            return;
        }

        Admission admission = row.admit(UnknownFields.PRUNE);

        assertThat(admission.problems()).extracting(Problem::message).containsExactlyInAnyOrderElementsOf(row.errors());
        if (row.object().has("stored")) {
            assertThat(admission.document().tree())
                    .isEqualTo(Cases.tree(row.object().get("stored")));
        }
        if (row.errors().isEmpty()) {
            assertThat(admission.warnings()).hasSameSizeAs(row.unknownFields());
        }
    }

    @ParameterizedTest
    @MethodSource("keptRows")
    void refusesUnknownFieldsAsKubectlDoes(Row row) {
        if (row.object().has("decodeError")) {
            return;
        }

        List<String> messages = row.admit(UnknownFields.REFUSE).problems().stream()
                .map(Problem::message)
                .toList();

        List<String> expected = new ArrayList<>(row.errors());
        row.unknownFields().forEach(field -> expected.add("unknown field \"" + field + "\""));
        assertThat(messages).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void runsEachRowButTheDepartedOnes() {
        assertThat(rows().count()).isEqualTo(ROWS);
        assertThat(keptRows().count()).isEqualTo(ROWS - DEPARTED.size());
        assertThat(DEPARTED).hasSize(9);
    }

    private static Document document(String yaml) {
        return DocumentReader.parse("request.yaml", yaml).get(0).document();
    }

    record Row(JsonNode group, JsonNode object) {
        Admission admit(UnknownFields unknownFields) {
            Optional<Document> before = object.has("old") ? Optional.of(document(text("old"))) : Optional.empty();
            return RequestAdmission.of(api(), unknownFields).admit(document(text("object")), before);
        }

        String text(String field) {
            return object.required(field).textValue();
        }

        List<String> errors() {
            List<String> errors = new ArrayList<>();
            object.path("errors").forEach(error -> errors.add(named(error.textValue())));
            return errors;
        }

        List<String> unknownFields() {
            List<String> fields = new ArrayList<>();
            object.path("unknownFields").forEach(field -> fields.add(field.textValue()));
            return fields;
        }

        /** Where Kubernetes prints nil, the field that its text names. */
        private static String named(String error) {
            String text = error.replace("<nil>: Invalid value: \"\": ", "");
            Matcher place = PLACE.matcher(text);
            if (text.equals(error) || !place.find()) {
                return error;
            }
            String field = place.group(1) == null ? place.group(2) : place.group(1);
            return field + ": Invalid value: \"\": " + text;
        }

        private PromiseApi api() {
            return group.has("crd")
                    ? api(group.get("crd"))
                    : Promise.builder("things")
                            .api(thing(group.required("specSchema")))
                            .build()
                            .api()
                            .orElseThrow();
        }

        private static PromiseApi api(JsonNode crd) {
            return Promise.builder("any")
                    .api(Values.map(Cases.tree(crd)))
                    .build()
                    .api()
                    .orElseThrow();
        }

        private static Map<String, Object> thing(JsonNode specSchema) {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", Map.of("spec", Values.map(Cases.tree(specSchema))));
            Map<String, Object> version =
                    Map.of("name", "v1", "served", true, "storage", true, "schema", Map.of("openAPIV3Schema", schema));
            Map<String, Object> names = Map.of("kind", "Thing", "plural", "things", "singular", "thing");
            return Map.of(
                    "apiVersion",
                    "apiextensions.k8s.io/v1",
                    "kind",
                    "CustomResourceDefinition",
                    "metadata",
                    Map.of("name", "things.test.io"),
                    "spec",
                    Map.of("group", "test.io", "names", names, "scope", "Namespaced", "versions", List.of(version)));
        }

        @Override
        public String toString() {
            return group.required("name").textValue() + "/"
                    + object.required("name").textValue();
        }
    }
}
