// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kratix.Documents;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What documents do to each other is told along with what is wrong with one of them, and nothing that would only follow. */
class TogetherTest {
    private static final String SPELLING = "unknown field \"spec.pth\"";

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void tellsOfTwoInOnePlaceBesideAFieldThatNobodyKnows() {
        platform.kratix.apply(store());

        assertThat(messages(
                        destination("one", "path: a"), destination("two", "path: a"), destination("three", "pth: b")))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("'one'", "'two'"))
                .contains(SPELLING);
    }

    @Test
    void tellsOfACircleBesideAFieldThatNobodyKnows() {
        assertThat(messages(promise("one", "two", ""), promise("two", "one", ""), destination("three", "pth: b")))
                .hasSize(3)
                .anySatisfy(message -> assertThat(message).contains("one -> two -> one"))
                .anySatisfy(message -> assertThat(message).contains("two -> one -> two"))
                .contains(SPELLING);
    }

    @Test
    void tellsOfACircleThroughAPromiseThatIsRefusedForSomethingElse() {
        assertThat(messages(promise("one", "two", "  workflows: 5\n"), promise("two", "one", "")))
                .hasSize(3)
                .anySatisfy(message -> assertThat(message).contains("spec.workflows"))
                .anySatisfy(message -> assertThat(message).contains("one -> two -> one"))
                .anySatisfy(message -> assertThat(message).contains("two -> one -> two"));
    }

    @Test
    void saysNothingOfAPlaceThatARefusedDestinationMayLeave() {
        platform.kratix.apply(store());
        platform.kratix.apply(destination("one", "path: a"));

        assertThat(messages(destination("one", "path: b, pth: b"), destination("two", "path: a")))
                .containsExactly(SPELLING);
    }

    @Test
    void saysNothingOfPlacesInAStateStoreThatIsRefused() {
        platform.kratix.apply(store());
        String refused =
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: MemoryStateStore
                metadata: {name: default}
                spec: {name: state, odd: 1}
                """;

        assertThat(messages(refused, destination("one", "path: a"), destination("two", "path: a")))
                .singleElement()
                .asString()
                .contains("odd");
    }

    @Test
    void saysNothingOfWhatADocumentThatCannotBeReadMayChange() {
        platform.kratix.apply(store());
        platform.kratix.apply(destination("one", "path: a"));
        platform.kratix.apply(promise("here", "there", ""));

        assertThat(messages("a: [", destination("two", "path: a"), promise("there", "here", "")))
                .singleElement()
                .asString()
                .startsWith("line 2: ");
    }

    @Test
    void saysNothingOfACircleThroughAPromiseThatTheCallCuts() {
        platform.kratix.apply(promise("here", "there", ""));

        assertThat(messages(promise("here", "elsewhere", "  workflows: 5\n"), promise("there", "here", "")))
                .singleElement()
                .asString()
                .contains("spec.workflows");
    }

    @Test
    void tellsWhoseAnApiIsBesideWhatElseIsWrongWithEither() {
        String first = Documents.print(redis().build());
        String second = first.replace("name: redis\nspec:", "name: cache\nspec:");

        assertThat(messages(first.replace("spec:\n  api:", "spec:\n  requiredPromises: 5\n  api:"), "---\n", second))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("spec.requiredPromises"))
                .anySatisfy(message ->
                        assertThat(message).contains("the API redis.example.kratix.io belongs to Promise 'redis'"));
    }

    @Test
    void tellsOfATimeLimitThatIsNoneBesideWhatElseIsWrong() {
        String pipeline =
                """
                  requiredPromises: 5
                  workflows:
                    promise:
                      configure:
                      - apiVersion: platform.kratix.io/v1alpha1
                        kind: Pipeline
                        metadata:
                          name: configure
                          annotations: {jvm.kratix.io/time-limit: never}
                        spec: {containers: [{name: main, image: example}]}
                """;

        assertThat(messages(promise("one", "two", pipeline).replace("  requiredPromises: [{name: two}]\n", "")))
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("spec.requiredPromises"))
                .anySatisfy(message -> assertThat(message).contains("must be a duration longer than nothing"));
    }

    private List<String> messages(String... documents) {
        InvalidDocumentException refusal = catchThrowableOfType(
                InvalidDocumentException.class, () -> platform.kratix.apply(String.join("", documents)));
        return refusal.problems().stream().map(Problem::message).toList();
    }

    private static String destination(String name, String spec) {
        return """
                ---
                apiVersion: platform.kratix.io/v1alpha1
                kind: Destination
                metadata: {name: %s}
                spec:
                  filepath: {mode: nestedByMetadata}
                  stateStoreRef: {kind: MemoryStateStore, name: default}
                """
                        .formatted(name)
                + "  "
                + spec.replace(", ", "\n  ")
                + "\n";
    }

    private static String promise(String name, String required, String more) {
        return """
                ---
                apiVersion: platform.kratix.io/v1alpha1
                kind: Promise
                metadata: {name: %s}
                spec:
                  requiredPromises: [{name: %s}]
                """
                        .formatted(name, required)
                + more;
    }
}
