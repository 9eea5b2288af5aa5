// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import io.kratix.model.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table yaml-kubernetes, parts values and documents: what a text means. */
final class YamlReadingTest {
    private static final int ROWS = 137;

    /** Rows that end otherwise here, and why. */
    private static final Map<String, String> DEPARTED = Map.of(
            "v: !foo bar\n", "a program's tag is refused",
            "'1': x\n1: y\n", "two keys that become one are refused; there either of them wins",
            "v: 18446744073709551615\n", "beyond 64 bits with sign a number is a double, as in an API server");

    static Stream<JsonNode> rows() {
        return Stream.concat(Cases.rows("yaml-kubernetes", "values"), Cases.rows("yaml-kubernetes", "documents"));
    }

    static Stream<JsonNode> keptRows() {
        return rows().filter(row -> !DEPARTED.containsKey(row.get("yaml").textValue()));
    }

    @ParameterizedTest
    @MethodSource("keptRows")
    void readsAsKubernetesDoes(JsonNode row) {
        String yaml = row.get("yaml").textValue();

        if (row.has("error")) {
            assertThatThrownBy(() -> first(yaml)).isInstanceOf(InvalidDocumentException.class);
        } else {
            assertThat(first(yaml)).isEqualTo(Cases.tree(row.get("json")));
        }
    }

    @Test
    void runsEachRowButTheDepartedOnes() {
        assertThat(rows().count()).isEqualTo(ROWS);
        assertThat(keptRows().count()).isEqualTo(ROWS - DEPARTED.size());
        assertThat(DEPARTED).hasSize(3);
    }

    @Test
    void refusesAProgramsTag() {
        assertThatThrownBy(() -> first("v: !foo bar\n"))
                .hasMessage("line 1: the tag !foo is not known - remove the tag");
    }

    @Test
    void refusesTwoKeysThatBecomeOne() {
        assertThatThrownBy(() -> first("'1': x\n1: y\n"))
                .hasMessage("line 2: key \"1\" already set in map - remove one of the two");
    }

    @Test
    void asksForASeparatorWhereASecondDocumentBegins() {
        assertThatThrownBy(() -> first("kind: A\nspec: {kind: x}\nkind: B\n"))
                .hasMessage("line 3: key \"kind\" already set in map - remove one of the two, or put a line '---'"
                        + " between two documents");
        assertThatThrownBy(() -> first("spec:\n  kind: A\n  kind: B\n"))
                .hasMessage("line 3: key \"kind\" already set in map - remove one of the two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'a: b: hunter2'            | line 1: mapping values are not allowed here - check the indentation of this line and of the one above, and put a text with ': ' in it in quotes
                    'a:\n    b: 1\n  c: hunter2' | line 3: expected <block end>, but found '<block mapping start>' while parsing a block mapping - check the indentation of this line and of the one above
                    'a:\n\tb: hunter2'         | line 2: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation) while scanning for the next token - indent with spaces
                    'a: 1\nhunter2\nb: 2'      | line 3: could not find expected ':' while scanning a simple key - check the indentation of this line and of the one above, and put ':' behind each key
                    """)
    void saysWhatMostPeopleHaveDoneAndShowsNothingOfTheText(String yaml, String expected) {
        assertThatThrownBy(() -> first(yaml.translateEscapes())).hasMessage(expected);
    }

    @Test
    void readsANumberBeyondSixtyFourBitsWithSignAsADouble() {
        assertThat(first("v: 18446744073709551615\n")).isEqualTo(Map.of("v", 1.8446744073709552E19));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$$$ no", "YQ", "YWJj!", "Y Q = ="})
    void refusesWhatIsNoBase64(String code) {
        assertThatThrownBy(() -> first("v: !!binary \"" + code + "\"\n"))
                .hasMessage("line 1: !!binary value contains invalid base64 data - write base64 or remove the tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v:\tx",
                "v:\t\tx # c",
                "v: \"x\"\t# c",
                "v: 'x'\t",
                "\"v\"\t: x",
                "---\tx\n--- {v:\tx}",
                "v: x\t# c"
            })
    void readsTabsThatSeparate(String yaml) {
        List<Object> trees = DocumentReader.readTrees("--- {w:\tq}\n---\n" + yaml + "\n---\n- z\n");

        assertThat(trees.get(0)).isEqualTo(Map.of("w", "q"));
        assertThat(trees).contains(Map.of("v", "x"), List.of("z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v:\n\tw: x", "-\tx", "- -\tx", "?\tx", "\tv: x"})
    void refusesTabsThatIndent(String yaml) {
        assertThatThrownBy(() -> first(yaml)).hasMessageContaining("TAB");
    }

    @Test
    void refusesEachOtherVersionOfYaml() {
        String text = "%YAML 1.1\n---\na: \ud83d\ude00\n...\n%YAML 1.2\n---\nb: 1\n";

        assertThatThrownBy(() -> first(text))
                .hasMessage("line 5: found incompatible YAML document - remove the %YAML line; documents are read as"
                        + " YAML 1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", " \r\n", "\r", "\u0085"})
    void readsAVersionBeforeEachEndOfALine(String end) {
        assertThat(first("%YAML 1.1" + end + "---\na: 1\n")).isEqualTo(Map.of("a", 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec: \"\\UFFFFFFFF\"", "a: |\ud835\udfcf\n  x", "%YAML \ud835\udfcf.1\n---\na: 1"})
    void refusesNumbersThatTheParserBelieves(String yaml) {
        assertThatThrownBy(() -> DocumentReader.readTrees("a: 1\n---\n" + yaml + "\n---\nb: c: d\n"))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("the number of a character, an indentation or a version means nothing - correct")
                .hasMessageContaining("mapping values are not allowed here");
    }

    private static @Nullable Object first(String yaml) {
        List<Object> trees = DocumentReader.readTrees(yaml);
        return trees.isEmpty() ? null : trees.get(0);
    }
}
