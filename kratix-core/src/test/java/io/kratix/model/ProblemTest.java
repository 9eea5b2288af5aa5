// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A problem names document, field, value, what is allowed and what to do, in one line. */
final class ProblemTest {
    private static final List<String> KNOWN = List.of("destinationSelectors", "dependencies", "workflows", "api");

    @Test
    void saysWhereWhoseWhatAndWhatToDo() {
        Problem problem = Problem.invalid("spec.path", "/a", "must be relative", "remove the leading slash");

        assertThat(problem)
                .hasToString("spec.path: Invalid value: \"/a\": must be relative - remove the leading slash");
        assertThat(problem.of("Destination/worker-1"))
                .hasToString("Destination/worker-1: spec.path: Invalid value: \"/a\": must be relative"
                        + " - remove the leading slash");
        assertThat(problem.at("platform.yaml, document 2"))
                .hasToString("platform.yaml, document 2: spec.path: Invalid value: \"/a\": must be relative"
                        + " - remove the leading slash");
        assertThat(problem.of("Destination/worker-1").at("platform.yaml, document 2"))
                .hasToString("platform.yaml, document 2 (Destination/worker-1): spec.path: Invalid value: \"/a\":"
                        + " must be relative - remove the leading slash");
    }

    @Test
    void hasOneFormForEachThingThatCanBeWrong() {
        assertThat(Problem.required("spec.url", "add it")).hasToString("spec.url: Required value - add it");
        assertThat(Problem.ofDocument("the document is empty", "")).hasToString("the document is empty");
        assertThat(Problem.invalid("spec.limit", 5L, "must be at most 4", "lower it"))
                .hasToString("spec.limit: Invalid value: 5: must be at most 4 - lower it");
        assertThat(Problem.invalid("spec.flag", true, "must be a text", ""))
                .hasToString("spec.flag: Invalid value: true: must be a text");
    }

    @Test
    void shortensALongValueAndKeepsOneThatFits() {
        String fits = "x".repeat(80);

        assertThat(Problem.invalid("f", fits, "no", "").value()).isEqualTo(fits);
        assertThat(Problem.invalid("f", fits + "y", "no", ""))
                .hasToString("f: Invalid value: \"" + fits + "...\": no")
                .returns(fits + "...", Problem::value);
    }

    @Test
    void shortensBetweenCharactersAndNeverWithinOne() {
        String value = "x".repeat(79) + "\uD83D\uDE00" + "y";

        assertThat(Problem.invalid("f", value, "no", "").value()).isEqualTo("x".repeat(79) + "...");
    }

    @Test
    void staysInOneLineWhateverTheValueIs() {
        Problem problem = Problem.invalid("f", "two\nlines\r\tand \"quotes\" and \u001b[31mcolour", "no", "");

        assertThat(problem)
                .hasToString("f: Invalid value: \"two\\nlines\\r\\tand \\\"quotes\\\" and \\u001b[31mcolour\": no");
    }

    @Test
    void staysInOneLineWhateverIsNamedInIt() {
        assertThat(Problem.unknown("spec.a\u001b[31m\nerror: all fine", List.of("b\u202e")))
                .hasToString("unknown field \"spec.a\\u001b[31m\\nerror: all fine\" - remove it; known here: b\\u202e");
        assertThat(Problem.ofDocument("half \ud800 of \ud83d\ude00", "").at("a\nb.yaml"))
                .hasToString("a\\nb.yaml: half \\ud800 of \ud83d\ude00");
    }

    @Test
    void keepsBothEndsOfALongMessage() {
        Problem problem = Problem.unknown("spec." + "x".repeat(1_000_000), List.of());

        assertThat(problem.field()).hasSize(1_005).startsWith("spec.xxx").contains("xx ... xx");
        assertThat(problem.message())
                .hasSize(4_005)
                .startsWith("unknown field \"spec.x")
                .endsWith("x\"");
    }

    @Test
    void guessesNeitherForLongNamesNorAmongAnyNumber() {
        List<String> many = IntStream.range(0, 2_000)
                .mapToObj(i -> i < 1_999 ? "field" + (10_000 + i) : "breadbrea")
                .toList();

        assertThat(Problem.unknown("x".repeat(101), List.of("x".repeat(102))).remedy())
                .isEqualTo("remove it; known here: " + "x".repeat(102));
        assertThat(Problem.unknown("breadbread", many).remedy()).isEqualTo("remove it");
    }

    @ParameterizedTest
    @CsvSource({
        "destinationSelector, destinationSelectors",
        "destinationselectors, destinationSelectors",
        "dependancies, dependencies",
        "workflow, workflows",
        "ap, api",
        "API, api"
    })
    void suggestsTheNearestField(String unknown, String meant) {
        assertThat(Problem.unknown("spec." + unknown, KNOWN))
                .hasToString("unknown field \"spec." + unknown + "\" - did you mean \"" + meant + "\"?");
    }

    @Test
    void saysBelowWhichFieldANameBelongs() {
        assertThat(Problem.unknown("spec.ap", KNOWN, List.of("api", "workflows")))
                .hasToString("unknown field \"spec.ap\" - it belongs below \"api\" or \"workflows\": indent it");
    }

    @Test
    void namesTheFieldsThereAreWhereNoneIsNear() {
        assertThat(Problem.unknown("spec.somethingElse", KNOWN))
                .hasToString("unknown field \"spec.somethingElse\" - remove it; known here: destinationSelectors,"
                        + " dependencies, workflows, api");
        assertThat(Problem.unknown("spec.somethingElse", List.of()))
                .hasToString("unknown field \"spec.somethingElse\" - remove it");
    }
}
