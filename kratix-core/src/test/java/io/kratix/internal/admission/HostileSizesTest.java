// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kratix.model.Document;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as large as the bounds of documents let them be: the time that they take grows with them, and no faster. */
final class HostileSizesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ELEMENTS = 60_000;

    @Test
    void aLongListWithKeysIsHeldAgainstWhatItWas() {
        Map<String, Object> items = Map.of(
                "type", "object", "required", List.of("name"), "properties", Map.of("name", Map.of("type", "string")));
        RequestAdmission admission = admission(Map.of(
                "type",
                "array",
                "x-kubernetes-list-type",
                "map",
                "x-kubernetes-list-map-keys",
                List.of("name"),
                "items",
                items));
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < ELEMENTS; i++) {
            list.add(Map.of("name", "element-" + i));
        }
        Document request = request(Map.of("value", list));

        Admission answer = assertTimeoutPreemptively(LIMIT, () -> admission.admit(request, Optional.of(request)));

        assertThat(answer.isAdmitted()).isTrue();
    }

    @Test
    void aLongSetIsLookedThroughForTwins() {
        RequestAdmission admission =
                admission(Map.of("type", "array", "x-kubernetes-list-type", "set", "items", Map.of("type", "string")));
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < ELEMENTS; i++) {
            list.add("element-" + i / 2);
        }

        Admission answer = assertTimeoutPreemptively(
                LIMIT, () -> admission.admit(request(Map.of("value", list)), Optional.empty()));

        assertThat(answer.problems()).hasSize(1_000);
    }

    @Test
    void manyUnknownFieldsWithLongNamesGetAnAnswer() {
        RequestAdmission admission = admission(Map.of("type", "string"));
        Map<String, Object> spec = new LinkedHashMap<>();
        for (int i = 0; i < 1_500; i++) {
            spec.put("value".repeat(2_000) + i, "x");
        }

        Admission answer = assertTimeoutPreemptively(LIMIT, () -> admission.admit(request(spec), Optional.empty()));

        assertThat(answer.problems()).hasSize(1_000);
    }

    @Test
    void aPatternThatOthersTakeForEverToMatchIsMatched() {
        RequestAdmission admission = admission(Map.of("type", "string", "pattern", "^(a+)+(b|c)*$"));

        Admission answer = assertTimeoutPreemptively(
                LIMIT, () -> admission.admit(request(Map.of("value", "a".repeat(100_000) + "!")), Optional.empty()));

        assertThat(answer.problems()).hasSize(1);
    }

    @Test
    void wrongValuesInALongListAreToldUpToABound() {
        RequestAdmission admission =
                admission(Map.of("type", "array", "items", Map.of("type", "integer", "maximum", 3L)));
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < ELEMENTS; i++) {
            list.add(i % 2 == 0 ? "text" : (Object) 1_000L);
        }

        Admission answer = assertTimeoutPreemptively(
                LIMIT, () -> admission.admit(request(Map.of("value", list)), Optional.empty()));

        assertThat(answer.problems()).hasSize(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "map"})
    void keysOfEqualHashesTakeNoLongerThanOthers(String listType) {
        RequestAdmission admission = admission(Map.of(
                "type",
                "array",
                "x-kubernetes-list-type",
                listType,
                "x-kubernetes-list-map-keys",
                listType.equals("map") ? List.of("name") : List.of(),
                "items",
                Map.of("type", "object", "properties", Map.of("name", Map.of("type", "string")))));
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 1 << 15; i++) {
            list.add(Map.of("name", equalHash(i)));
        }
        Document request = request(Map.of("value", list));

        Admission answer = assertTimeoutPreemptively(LIMIT, () -> admission.admit(request, Optional.of(request)));

        assertThat(answer.isAdmitted()).isTrue();
    }

    @Test
    void aLongValueIsShownInPartEachTime() {
        RequestAdmission admission = admission(Map.of(
                "type", "array", "items", Map.of("type", "string", "enum", List.of("y".repeat(1_000_000), "z"))));
        List<String> list = Collections.nCopies(900, "x".repeat(15_000));

        Admission answer = admission.admit(request(Map.of("value", list)), Optional.empty());

        assertThat(answer.problems())
                .hasSize(900)
                .allMatch(problem -> problem.message().length() < 400);
    }

    @Test
    void annotationsAreCountedInBytes() {
        Document request = Document.builder("example.org/v1alpha1", "Thing", "x")
                .annotation("note", "\u00e9".repeat(131_073))
                .build();

        assertThat(admission(Map.of("type", "string"))
                        .admit(request, Optional.empty())
                        .problems())
                .extracting(Problem::message)
                .containsExactly("metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    /** Of each of the 40,000 defaults the path alone has 400,000 characters. */
    @Test
    void aPathIsPutIntoWordsOnlyForAProblem() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < 40_000; i++) {
            fields.put("a" + i, Map.of("type", "string", "default", i < 20_000 ? "x" : 1L));
        }
        Map<String, Object> above = Map.of("type", "object", "properties", fields);
        Promise promise = Promise.builder("x")
                .api("example.org", "Thing", Map.of("type", "object", "properties", Map.of("n".repeat(400_000), above)))
                .build();

        Admission answer =
                assertTimeoutPreemptively(LIMIT, () -> PromiseAdmission.admit(promise.document(), Optional.empty()));

        assertThat(answer.problems()).hasSize(1_000);
    }

    private static String equalHash(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 15; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static RequestAdmission admission(Map<String, Object> value) {
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("value", value));
        PromiseApi api = Promise.builder("x")
                .api("example.org", "Thing", schema)
                .build()
                .api()
                .orElseThrow();
        return RequestAdmission.of(api);
    }

    private static Document request(Map<String, Object> spec) {
        return Document.builder("example.org/v1alpha1", "Thing", "x")
                .namespace("default")
                .spec(spec)
                .build();
    }
}
