// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.ApplyResult;
import io.kratix.Documents;
import io.kratix.KratixBuilder;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Metadata;
import io.kratix.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of documents that are not quite right. */
class AdmissionTest {
    private static final String RESERVED = "kratix-canary-configmap.yaml";

    private Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void refusesUnknownFieldsOfARequestAllAtOnceAndNamesTheNearest() {
        platform.kratix.apply(redis().build());

        List<Problem> problems = problems(mistyped());

        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        "redis.example.kratix.io/default/mine: unknown field \"spec.colour\" - remove it; known here: size",
                        "redis.example.kratix.io/default/mine: unknown field \"spec.sise\" - did you mean \"size\"?");
        assertThat(platform.kratix.get(reference("mine"))).isEmpty();
    }

    @Test
    void leavesUnknownFieldsOfARequestOutWithAWarningIfTheEngineIsSetSo() throws InterruptedException {
        platform.close();
        platform = Platform.open(KratixBuilder::pruneUnknownFields);
        platform.kratix.apply(store(), destination("worker").build(), redis().build());

        ApplyResult result = platform.kratix.apply(mistyped());
        platform.settle();

        assertThat(result.warnings())
                .containsExactlyInAnyOrder(
                        "redis.example.kratix.io/default/mine: unknown field \"spec.colour\", left out - remove it; known here: size",
                        "redis.example.kratix.io/default/mine: unknown field \"spec.sise\", left out - did you mean \"size\"?");
        assertThat(platform.get(reference("mine")).spec()).isEqualTo(Map.of("size", "small"));
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void refusesLabelsThatNobodyCanAskForWhereverTheyStand() {
        Metadata metadata = Metadata.named("Default").withLabels(Map.of("a b", "c"));

        List<Problem> problems = problems(
                store().withMetadata(metadata),
                destination("worker").label("a b", "c").build().document(),
                redis().build().document().withMetadata(metadata));

        assertThat(problems)
                .extracting(Problem::subject, Problem::field)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("MemoryStateStore/Default", "metadata.name"),
                        org.assertj.core.groups.Tuple.tuple("MemoryStateStore/Default", "metadata.labels"),
                        org.assertj.core.groups.Tuple.tuple("Destination/worker", "metadata.labels"),
                        org.assertj.core.groups.Tuple.tuple("Promise/Default", "metadata.name"),
                        org.assertj.core.groups.Tuple.tuple("Promise/Default", "metadata.labels"));
    }

    @Test
    void refusesNamesThatTheEngineKeepsForItself() {
        platform.kratix.apply(redis().build());

        assertThat(problems(
                        request(RESERVED, "small"), redis().build().document().withMetadata(Metadata.named(RESERVED))))
                .extracting(Problem::toString)
                .contains(
                        "Promise/" + RESERVED + ": metadata.name: Invalid value: \"" + RESERVED
                                + "\": is reserved for Kratix' own files - choose another one",
                        "redis.example.kratix.io/default/" + RESERVED + ": metadata.name: Invalid value: \"" + RESERVED
                                + "\": is reserved for Kratix' own files - choose another one");
    }

    @Test
    void tellsWhatIsWrongWithAStateStoreTogether() {
        Document store = store().withMetadata(Metadata.named("Default"))
                .withBody(Map.of("spec", Map.of("name", "state", "path", "../up", "brnch", "main")));

        assertThat(problems(store))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("metadata.name", "spec.path", "spec.brnch");
    }

    @Test
    void tellsWhatIsWrongWithDocumentsBesideThoseThatNobodyCanRead() {
        platform.kratix.apply(redis().build());
        String mine = print(request("mine", "small")).replace("small", "5");

        assertThat(told(mine + "---\na: [\n---\n"
                        + print(request("other", "small")).replace("size", "sise")))
                .containsExactly(
                        "text, document 2: line 10: expected the node content, but found '<document start>' while"
                                + " parsing a flow node - correct the YAML",
                        "text, document 1 (redis.example.kratix.io/default/mine): spec.size: Invalid value: \"integer\": spec.size in body must"
                                + " be of type string: \"integer\" - write a string in place of 5: put it in quotes",
                        "text, document 1 (redis.example.kratix.io/default/mine): spec.size: Unsupported value: 5: supported values: \"small\","
                                + " \"large\" - write one of these",
                        "text, document 3 (redis.example.kratix.io/default/other): unknown field \"spec.sise\" - did you mean \"size\"?");
    }

    @Test
    void tellsWhatIsWrongWithARequestAlongWithItsLabels() {
        platform.kratix.apply(redis().build());

        assertThat(told(print(mistyped()).replace("metadata:", "metadata:\n  labels: {a: 1}")))
                .containsExactly(
                        "text, document 1 (redis.example.kratix.io/default/mine): metadata.labels.a: Invalid value: 1: must be of type string -"
                                + " put the value in quotes",
                        "text, document 1 (redis.example.kratix.io/default/mine): unknown field \"spec.colour\" - remove it; known here: size",
                        "text, document 1 (redis.example.kratix.io/default/mine): unknown field \"spec.sise\" - did you mean \"size\"?");
    }

    @Test
    void saysNothingOfARequestWhosePromiseIsRefusedInTheSameCall() {
        String promise = print(redis().build().document());
        String request = "---\n" + print(mistyped());

        List<String> unread = told(promise.replace("kind: Promise", "kind: [") + request);
        List<String> refused = told(promise.replace("type: string", "type: strin") + request);
        platform.kratix.apply(promise);
        List<String> changed = told(promise.replace("size:", "sise:").replace("type: string", "type: strin") + request);

        assertThat(unread).hasSize(1).allMatch(problem -> problem.contains("document 1: line"));
        assertThat(refused).hasSize(1).allMatch(problem -> problem.contains("Unsupported value: \"strin\""));
        assertThat(changed).hasSize(1).allMatch(problem -> problem.contains("Unsupported value: \"strin\""));
    }

    @Test
    void tellsWhatIsWrongWithAPromisesApiAlongWithItsPipelines() {
        String promise = print(redis().build().document());
        String typo = promise.replace("type: string", "type: strin")
                .replaceFirst("( +)(- )?image: ", "$1$2comand: [x]\n$1  image: ");
        String wrongGroup =
                promise.replace("group: example.kratix.io", "group: 5").replace("name: configure", "name: P_");

        assertThat(told(typo))
                .hasSize(2)
                .anyMatch(problem -> problem.contains(".spec.containers[0].comand\" - did you mean \"command\"?"))
                .anyMatch(problem -> problem.contains("Unsupported value: \"strin\""));
        assertThat(told(wrongGroup))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("spec.api.spec.group: Invalid value: 5"))
                .anyMatch(problem -> problem.contains("spec.workflows.resource.configure[0].metadata.name"));
    }

    private static String print(Document document) {
        return Documents.print(document);
    }

    private List<String> told(String yaml) {
        InvalidDocumentException refusal =
                catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(yaml));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.problems().stream().map(Problem::toString).toList();
    }

    private static Document mistyped() {
        return request("mine", "small").withBody(Map.of("spec", Map.of("size", "small", "sise", "x", "colour", "red")));
    }

    private List<Problem> problems(Document... documents) {
        InvalidDocumentException refusal =
                catchThrowableOfType(InvalidDocumentException.class, () -> platform.kratix.apply(documents));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal.problems();
    }
}
