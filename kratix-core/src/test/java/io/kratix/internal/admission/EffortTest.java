// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document asks of its check is counted, and no document may ask for too much. */
final class EffortTest {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> CONDITION = Map.of("minLength", 1L);
    private static final String REMEDY =
            "shorten its lists and texts, or the patterns, allOf, anyOf and oneOf that they are held against";

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "10, 3", "100, 7"})
    void countsEachElementForEachSchema(int elements, int conditions) {
        Effort effort = new Effort();

        new Validator(effort).validate(texts(elements), list(conditions), Before.NOTHING, Where.root());

        long visits = 1 + elements + (long) elements * conditions;
        long rules = (long) elements * conditions;
        assertThat(effort.spent()).isEqualTo(visits * Effort.VISIT + rules);
    }

    @ParameterizedTest
    @CsvSource({"a{100}, 50, 5000", "[ab]*, 50, 50", "(a|b){10}, 7, 350"})
    void countsEachCharacterForEachStepOfAPattern(String pattern, int length, long steps) {
        Effort effort = new Effort();
        Schema schema = SchemaReader.read(Map.of("type", "string", "pattern", pattern));

        new Validator(effort).validate("a".repeat(length), schema, Before.NOTHING, Where.root());

        assertThat(effort.spent()).isEqualTo(Effort.VISIT + steps);
    }

    @ParameterizedTest
    @CsvSource({"x, 2", "12345, 6", "true, 1"})
    void countsAValueThatIsComparedWithAnEnumByItsSize(String value, long size) {
        Effort effort = new Effort();
        Object typed = value.equals("true") ? (Object) true : value;
        Schema schema = SchemaReader.read(Map.of("enum", List.of("x", "12345", true)));

        new Validator(effort).validate(List.of(typed), SchemaReader.read(Map.of()), Before.NOTHING, Where.root());
        long without = effort.spent();
        new Validator(effort).validate(typed, schema, Before.NOTHING, Where.root());

        assertThat(effort.spent() - without).isEqualTo(Effort.VISIT + size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allOf", "anyOf", "oneOf"})
    void refusesAListWhoseElementsAreHeldAgainstTooManySchemas(String junctor) {
        List<Object> schemas =
                new ArrayList<>(Collections.nCopies(30, Map.of("minLength", junctor.equals("allOf") ? 1L : 2L)));
        schemas.add(CONDITION);
        Schema list = SchemaReader.read(Map.of("items", Map.of(junctor, schemas)));
        Validator validator = new Validator(new Effort(1_000 * Effort.VISIT));

        assertThatThrownBy(() -> validator.validate(texts(40), list, Before.NOTHING, Where.root("spec.list")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("]: Forbidden: up to here, checking the document takes more than 30000 steps");
    }

    @Test
    void refusesAPromiseWhoseDefaultIsHeldAgainstTooManySchemas() {
        Map<String, Object> items = Map.of("type", "string", "allOf", Collections.nCopies(3_000, CONDITION));
        Promise promise = promise(Map.of("type", "array", "items", items, "default", texts(3_000)));

        List<Problem> problems =
                PromiseAdmission.admit(promise.document(), Optional.empty()).problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.field())
                    .startsWith(
                            "spec.api.spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[value].default[");
            assertThat(problem.message())
                    .isEqualTo(problem.field()
                            + ": Forbidden: up to here, checking the document takes more than 200000000 steps");
            assertThat(problem.remedy()).isEqualTo(REMEDY);
        });
    }

    @Test
    void refusesARequestWhoseTextIsTooMuchForThePatternAndTellsWhatWasFoundBefore() {
        Map<String, Object> value = Map.of(
                "type",
                "object",
                "properties",
                Map.of("early", TEXT, "text", Map.of("type", "string", "pattern", "^(a?){900}(b|c){500}(d|e){500}$")));
        RequestAdmission admission = RequestAdmission.of(promise(value).api().orElseThrow());
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("early", 1L);
        given.put("text", "a".repeat(27_000));

        List<Problem> problems =
                admission.admit(request(given), Optional.empty()).problems();

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "spec.value.early: Invalid value: \"integer\": spec.value.early in body must be of type string:"
                                + " \"integer\"",
                        "spec.value.text: Forbidden: up to here, checking the document takes more than 200000000 steps");
        assertThat(problems.get(1).remedy()).isEqualTo(REMEDY);
    }

    @Test
    void takesALargeRequestThatAsksForWhatIsUsual() {
        Map<String, Object> name = Map.of(
                "type", "string", "pattern", "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$");
        Map<String, Object> intOrString = Map.of(
                "x-kubernetes-int-or-string",
                true,
                "anyOf",
                List.of(Map.of("type", "integer"), Map.of("type", "string")));
        Map<String, Object> items = Map.of("type", "object", "properties", Map.of("name", name, "port", intOrString));
        RequestAdmission admission = RequestAdmission.of(
                promise(Map.of("type", "array", "items", items)).api().orElseThrow());
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            list.add(Map.of("name", "host-" + i + ".example.org", "port", "https"));
        }

        assertThat(admission.admit(request(list), Optional.empty()).problems()).isEmpty();
    }

    @Test
    void countsAStructureForEachThatAnEnumHas() {
        Effort effort = new Effort();
        Schema schema = SchemaReader.read(Map.of("enum", List.of(List.of("x"), List.of("y"), "z")));

        Validator validator = new Validator(effort);
        validator.validate(List.of("y", "y"), schema, Before.NOTHING, Where.root());
        validator.validate(List.of("y"), schema, Before.NOTHING, Where.root());

        assertThat(validator.findings().size()).isEqualTo(1);
        assertThat(effort.spent()).isEqualTo(2 * Effort.VISIT + 3 * 5 + 3 * 3);
    }

    @Test
    void showsOfALongValueNoMoreThanItsBeginning() {
        AtomicInteger shown = new AtomicInteger();
        List<Object> list = new AbstractList<>() {
            @Override
            public Object get(int index) {
                shown.incrementAndGet();
                return "value";
            }

            @Override
            public int size() {
                return 1_000_000;
            }
        };

        assertThat(Values.shortened(list))
                .startsWith("[\"value\",\"value\"")
                .hasSize(83)
                .endsWith("...");
        assertThat(shown).hasValueLessThan(10_000);
    }

    @Test
    void endsWhereTheBudgetEnds() {
        Effort effort = new Effort();

        effort.spend(Effort.MOST, Where.root("spec.value"));

        assertThatThrownBy(() -> effort.visit(Where.root("spec.value")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("spec.value: Forbidden: up to here, checking the document takes more than");
    }

    private static Schema list(int conditions) {
        return SchemaReader.read(Map.of("items", Map.of("allOf", Collections.nCopies(conditions, CONDITION))));
    }

    private static List<String> texts(int count) {
        return Collections.nCopies(count, "x");
    }

    private static Promise promise(Map<String, ?> value) {
        return Promise.builder("x")
                .api("example.org", "Thing", Map.of("type", "object", "properties", Map.of("value", value)))
                .build();
    }

    private static Document request(Object value) {
        return Document.builder("example.org/v1alpha1", "Thing", "x")
                .namespace("default")
                .spec(Map.of("value", value))
                .build();
    }
}
