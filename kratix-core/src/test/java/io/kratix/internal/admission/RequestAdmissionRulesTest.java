// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.internal.documents.DocumentReader;
import io.kratix.model.Document;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no row of a table says about requests. */
final class RequestAdmissionRulesTest {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> SPEC = Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                    "ratio", Map.of("type", "number", "multipleOf", 0.5),
                    "size", Map.of("type", "string", "enum", List.of("small", "large")),
                    "name", Map.of("type", "string", "maxLength", 5)));

    @Test
    void reckonsFactorsExactly() {
        assertThat(messages(Map.of("ratio", 0))).isEmpty();
        assertThat(messages(Map.of("ratio", 7))).isEmpty();
        assertThat(messages(Map.of("ratio", 0.7)))
                .containsExactly("spec.ratio: Invalid value: 0.7: spec.ratio in body should be a multiple of 0.5");
    }

    @Test
    void shortensALongValue() {
        assertThat(admit(Map.of("size", "x".repeat(300))).problems())
                .extracting(Problem::value)
                .containsExactly("x".repeat(80) + "...");
    }

    @Test
    void sortsProblemsByField() {
        assertThat(messages(Map.of("size", "huge", "colour", 1, "ratio", "x", "name", "abcdef")))
                .containsExactly(
                        "unknown field \"spec.colour\"",
                        "spec.name: Too long: may not be more than 5 bytes",
                        "spec.ratio: Invalid value: \"string\": spec.ratio in body must be of type number: \"string\"",
                        "spec.size: Unsupported value: \"huge\": supported values: \"small\", \"large\"");
    }

    @Test
    void namesTheNearestFieldAndTheRequest() {
        assertThat(admit(Map.of("sise", "small")).problems())
                .extracting(Problem::toString)
                .containsExactly("Thing.test.io/default/a: unknown field \"spec.sise\" - did you mean \"size\"?");
    }

    /** Of an element the known fields are looked at, and their unknown ones are not kept. */
    @Test
    void keepsUnknownFieldsOfTheElementsOfAListThatKeepsThem() {
        Map<String, Object> items = Map.of("type", "object", "properties", Map.of("a", spec("b")));
        Map<String, Object> lists = Map.of("type", "array", "items", Map.of("type", "array", "items", items));
        Map<String, Object> keeping = new LinkedHashMap<>(lists);
        keeping.put("x-kubernetes-preserve-unknown-fields", true);
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("kept", keeping, "pruned", lists));
        List<Object> value = List.of(List.of(Map.of("odd", 1L, "a", Map.of("b", "x", "odd", 1L))));

        Admission admission = RequestAdmission.of(api(schema))
                .admit(request(Map.of("kept", value, "pruned", value)), Optional.empty());

        assertThat(admission.problems())
                .extracting(Problem::field)
                .containsExactly("spec.kept[0][0].a.odd", "spec.pruned[0][0].a.odd", "spec.pruned[0][0].odd");
    }

    @Test
    void holdsAnEmbeddedObjectToWhatEveryObjectIs() {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "template",
                        Map.of(
                                "type", "object",
                                "x-kubernetes-embedded-resource", true,
                                "x-kubernetes-preserve-unknown-fields", true)));
        Map<String, Object> template = Map.of(
                "apiVersion",
                "v1",
                "kind",
                5,
                "metadata",
                Map.of("name", "x", "labels", Map.of("size", 1), "annotations", "none", "lables", Map.of()));

        Admission admission = RequestAdmission.of(api(schema))
                .admit(
                        Document.builder("test.io/v1", "Thing", "a")
                                .spec(Map.of("template", template))
                                .build(),
                        Optional.empty());

        assertThat(admission.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "spec.template.kind: Invalid value: 5: must be a string",
                        "spec.template.metadata.annotations: Invalid value: \"none\": must be of type object",
                        "spec.template.metadata.labels.size: Invalid value: 1: must be of type string",
                        "unknown field \"spec.template.metadata.lables\"");
    }

    @Test
    void showsTheValueOfAnotherTypeThanItsFields() {
        Map<String, Object> types = Map.of(
                "count", Map.of("type", "integer"),
                "name", Map.of("type", "string"),
                "on", Map.of("type", "boolean"),
                "tags", Map.of("type", "array"),
                "port", Map.of("x-kubernetes-int-or-string", true));
        Map<String, Object> spec = Map.of("count", "many", "name", 5, "on", "yes", "tags", "x", "port", true);
        Map<String, Object> schema = Map.of("type", "object", "properties", types);

        List<Problem> problems = RequestAdmission.of(api(schema))
                .admit(request(spec), Optional.empty())
                .problems();

        assertThat(problems).extracting(Problem::value).containsExactly("many", "5", "yes", "true", "x");
        assertThat(problems)
                .extracting(Problem::remedy)
                .containsExactly(
                        "write an integer in place of \"many\"",
                        "write a string in place of 5: put it in quotes",
                        "write true or false in place of \"yes\"",
                        "write an integer or a string in place of true",
                        "write a list in place of \"x\"");
        assertThat(problems.get(0))
                .hasToString(
                        "Thing.test.io/default/a: spec.count: Invalid value: \"string\": spec.count in body must be"
                                + " of type integer: \"string\" - write an integer in place of \"many\"");
    }

    @Test
    void holdsNamesToTheLengthOfALabel() {
        Document request =
                Document.builder("test.io/v1", "Thing", "a".repeat(64)).build();

        assertThat(RequestAdmission.of(api(SPEC))
                        .admit(request, Optional.empty())
                        .problems())
                .extracting(Problem::message)
                .containsExactly("metadata.name: Too long: may not be more than 63 bytes");
    }

    @Test
    void refusesAVersionThatIsNotServed() {
        Document request = Document.builder("test.io/v2", "Thing", "a").build();

        assertThat(RequestAdmission.of(api(SPEC))
                        .admit(request, Optional.empty())
                        .problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "Thing.test.io/default/a: no matches for kind \"Thing\" in version \"test.io/v2\" - write kind Thing"
                                + " and apiVersion test.io/v1");
    }

    @Test
    void storesInTheStorageVersionWithoutWhatThatOneDoesNotKnow() {
        Map<String, Object> old = Map.of("type", "object", "properties", Map.of("spec", spec("a")));
        Map<String, Object> now = Map.of("type", "object", "properties", Map.of("spec", spec("a", "b")));
        PromiseApi api = Promise.builder("p")
                .api(Crds.of("things", List.of(Crds.version("v1", true, old), Crds.version("v2", false, now))))
                .build()
                .api()
                .orElseThrow();
        Document request = Document.builder("test.io/v2", "Thing", "a")
                .spec(Map.of("a", "1", "b", "2"))
                .build();

        Admission admission = RequestAdmission.of(api).admit(request, Optional.empty());

        assertThat(admission.document().apiVersion()).isEqualTo("test.io/v1");
        assertThat(admission.document().spec()).isEqualTo(Map.of("a", "1"));
        assertThat(admission.warnings())
                .containsExactly("field \"spec.b\" is not known to version v1, in which requests are stored; left out");
    }

    @Test
    void toleratesAnElementOfAListWithKeysThatWasThereBefore() {
        Map<String, Object> items = Map.of(
                "type", "object", "properties", Map.of("key", TEXT, "size", Map.of("type", "string", "maxLength", 1)));
        Map<String, Object> list = Map.of(
                "type",
                "array",
                "items",
                items,
                "x-kubernetes-list-type",
                "map",
                "x-kubernetes-list-map-keys",
                List.of("key"));
        RequestAdmission admission =
                RequestAdmission.of(api(Map.of("type", "object", "properties", Map.of("list", list))));
        Map<String, Object> tolerated = Map.of("key", "a", "size", "long");
        Document before = request(Map.of("list", List.of(tolerated)));
        Document now = request(Map.of("list", List.of(Map.of("key", "b", "size", "long"), tolerated)));

        assertThat(admission.admit(now, Optional.of(before)).problems())
                .extracting(Problem::field)
                .containsExactly("spec.list[0].size");
    }

    @Test
    void tellsNoMoreThanAThousandProblems() {
        Map<String, Object> list = Map.of("type", "array", "items", TEXT);
        PromiseApi api = api(Map.of("type", "object", "properties", Map.of("list", list)));
        Document request = request(Map.of("list", Collections.nCopies(5_000, 1)));

        assertThat(RequestAdmission.of(api).admit(request, Optional.empty()).problems())
                .hasSize(1_000);
    }

    @Test
    void defaultsThatAddUpAreBounded() {
        Map<String, Object> many = Map.of("type", "array", "items", TEXT, "default", Collections.nCopies(1_000, "x"));
        Map<String, Object> item = Map.of("type", "object", "properties", Map.of("many", many));
        PromiseApi api =
                api(Map.of("type", "object", "properties", Map.of("list", Map.of("type", "array", "items", item))));
        Document request = request(Map.of("list", Collections.nCopies(5_000, Map.of())));

        assertThat(RequestAdmission.of(api).admit(request, Optional.empty()).problems())
                .extracting(Problem::message)
                .containsExactly("the document has more than 200000 values, defaults filled in");
    }

    @Test
    void whatIsAdmittedWithItsDefaultsCanBeReadAgain() {
        Map<String, Object> text = Map.of("type", "string", "default", "x");
        Map<String, Object> two = Map.of("type", "object", "properties", Map.of("a", text, "b", text));
        RequestAdmission admission = RequestAdmission.of(api(listOf(two)));

        Admission most = admission.admit(elements(39_990), Optional.empty());

        assertThat(most.problems()).isEmpty();
        assertThat(DocumentReader.parse("t", DocumentPrinter.print(most.document())))
                .hasSize(1);
        assertThat(admission.admit(elements(45_001), Optional.empty()).problems())
                .extracting(Problem::message)
                .containsExactly("the document has more than 200000 values, defaults filled in");
    }

    @Test
    void longDefaultsThatAddUpAreBounded() {
        Map<String, Object> text = Map.of("type", "string", "default", "x".repeat(100_000));
        PromiseApi api = api(listOf(Map.of("type", "object", "properties", Map.of("a", text))));

        assertThat(RequestAdmission.of(api)
                        .admit(elements(200), Optional.empty())
                        .problems())
                .extracting(Problem::message)
                .containsExactly("the document has more than 15728640 characters when printed, defaults filled in");
    }

    @Test
    void keepsANullBelowAdditionalPropertiesThatMayBeAnything() {
        Map<String, Object> values = Map.of("type", "object", "additionalProperties", true);
        PromiseApi api = api(Map.of("type", "object", "properties", Map.of("values", values)));
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("a", null);
        given.put("b", Collections.singletonMap("c", null));
        given.put("d", 1L);

        Admission admission = RequestAdmission.of(api).admit(request(Map.of("values", given)), Optional.empty());

        assertThat(admission.problems()).isEmpty();
        assertThat(admission.document().spec()).isEqualTo(Map.of("values", given));
    }

    private static Map<String, Object> listOf(Map<String, Object> items) {
        return Map.of("type", "object", "properties", Map.of("list", Map.of("type", "array", "items", items)));
    }

    private static Document elements(int count) {
        return request(Map.of("list", Collections.nCopies(count, Map.of())));
    }

    private static Map<String, Object> spec(String... fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String field : fields) {
            properties.put(field, TEXT);
        }
        return Map.of("type", "object", "properties", properties);
    }

    private static List<String> messages(Map<String, ?> spec) {
        return admit(spec).problems().stream().map(Problem::message).toList();
    }

    private static Admission admit(Map<String, ?> spec) {
        return RequestAdmission.of(api(SPEC)).admit(request(spec), Optional.empty());
    }

    private static Document request(Map<String, ?> spec) {
        return Document.builder("test.io/v1", "Thing", "a").spec(spec).build();
    }

    private static PromiseApi api(Map<String, ?> spec) {
        return Promise.builder("p").api(Crds.of("things", spec)).build().api().orElseThrow();
    }
}
