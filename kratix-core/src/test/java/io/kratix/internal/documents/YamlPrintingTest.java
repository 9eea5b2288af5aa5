// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kratix.cases.Cases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Table yaml-kubernetes, part printed, and table yaml-goldens: how a value is written. */
final class YamlPrintingTest {
    private static final int DEPARTED = 1;

    static Stream<JsonNode> allPrinted() {
        return Cases.rows("yaml-kubernetes", "printed");
    }

    /** A line separator is escaped here; there it stands raw between quotes, where reading folds it to a space. */
    static Stream<JsonNode> printed() {
        return allPrinted().filter(row -> !"\u2028".equals(row.get("json").textValue()));
    }

    static Stream<JsonNode> staticDependencies() {
        return Cases.rows("yaml-goldens", "staticDependencies");
    }

    static Stream<JsonNode> stateFiles() {
        return Cases.rows("yaml-goldens", "stateFile");
    }

    static Stream<JsonNode> selectors() {
        return Cases.rows("yaml-goldens", "destinationSelectorsConfigMap");
    }

    @ParameterizedTest
    @MethodSource("printed")
    void printsAsKubernetesDoes(JsonNode row) {
        Map<String, @Nullable Object> tree = Collections.singletonMap("v", Cases.tree(row.get("json")));

        assertThat(DocumentPrinter.printTree(tree)).isEqualTo(row.get("yaml").textValue());
    }

    @ParameterizedTest
    @MethodSource("staticDependencies")
    void printsStaticDependencies(JsonNode row) {
        String text = DocumentPrinter.printStream(elements(row.get("dependencies")));

        assertThat(allowed(row)).contains(text);
    }

    @ParameterizedTest
    @MethodSource("stateFiles")
    void printsStateFiles(JsonNode row) {
        Map<String, Object> tree = Map.of("files", elements(row.get("files")));

        assertThat(DocumentPrinter.printTree(tree))
                .isEqualTo(row.get("expectedContent").textValue());
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void printsSelectors(JsonNode row) {
        List<Object> selectors = new ArrayList<>();
        row.get("selectors").forEach(selector -> selectors.add(lowerCased(selector)));

        assertThat(DocumentPrinter.printTree(selectors))
                .isEqualTo(row.get("expectedConfigMapValue").textValue());
    }

    @Test
    void escapesALineSeparator() {
        String text = DocumentPrinter.printTree(Map.of("v", "\u2028"));

        assertThat(text).isEqualTo("v: \"\\L\"\n");
        assertThat(DocumentReader.readTree(text)).isEqualTo(Map.of("v", "\u2028"));
    }

    @Test
    void printsHalfACharacterAndWhatFollowsIt() {
        assertThat(DocumentPrinter.printTree(Map.of("v", "x\ud800Secret"))).isEqualTo("v: \"x\\uD800Secret\"\n");
    }

    @Test
    void quotesALongNumberToBase60() {
        String text = "1" + ":1".repeat(20_000);

        assertThat(DocumentPrinter.printTree(Map.of("v", text))).isEqualTo("v: \"" + text + "\"\n");
    }

    @Test
    void runsEachRowButTheDepartedOne() {
        assertThat(allPrinted().count()).isEqualTo(96);
        assertThat(printed().count()).isEqualTo(96 - DEPARTED);
        assertThat(staticDependencies().count()).isEqualTo(9);
        assertThat(stateFiles().count()).isEqualTo(6);
        assertThat(selectors().count()).isEqualTo(25);
    }

    private static Map<String, @Nullable Object> lowerCased(JsonNode selector) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("matchlabels", selector.has("matchLabels") ? Cases.tree(selector.get("matchLabels")) : Map.of());
        tree.put("source", selector.get("source").textValue());
        return tree;
    }

    private static List<String> allowed(JsonNode row) {
        JsonNode several = row.get("expectedFileContentAsReadOneOf");
        if (several == null) {
            return List.of(row.get("expectedFileContentAsRead").textValue());
        }
        List<String> texts = new ArrayList<>();
        several.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static List<?> elements(JsonNode list) {
        return (List<?>) Objects.requireNonNull(Cases.tree(list));
    }
}
