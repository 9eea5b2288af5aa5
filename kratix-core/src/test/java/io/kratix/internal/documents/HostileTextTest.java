// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kratix.model.InvalidDocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text does more than end in the one typed error. */
final class HostileTextTest {
    private static final int MUTANTS = 6_000;
    static final long SEED = 4;
    private static final List<String> PIECES = List.of(
            "&a",
            "*a",
            "<<: *a",
            "? ",
            "- ",
            ": ",
            "---\n",
            "...\n",
            "!!int ",
            "!x ",
            "|\n",
            ">+\n",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "%YAML 1.1\n",
            "\u0000",
            "\u2028",
            "\u0085",
            "\r",
            "\"\\UFFFFFFFF\"",
            "|\ud835\udfcf\n",
            "\ud800",
            "1e999",
            ".inf",
            "\t",
            "  ",
            "kind: List\n",
            "\ufeff");

    @ParameterizedTest
    @ValueSource(strings = {"aliases.yaml", "cluster-leftovers.yaml", "without-api.yaml", "odd-case.yaml"})
    void aMutatedDocumentIsReadOrRefused(String file) {
        Random random = new Random(SEED);
        String text = fixture(file);

        int refused = assertTimeoutPreemptively(Duration.ofMinutes(2), () -> countRefused(text, random));

        assertThat(refused).isBetween(MUTANTS / 10, MUTANTS - 10);
    }

    @Test
    void aliasesExpandWithinBounds() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            laughs.append("a" + i + ": &a" + i + " [" + String.join(", ", List.of(alias, alias, alias, alias)) + "]\n");
        }

        assertThatThrownBy(() -> DocumentReader.readTree(laughs.toString()))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(
                        "the document has more than 200000 values, aliases expanded - split the document");
    }

    @Test
    void aLongTextBehindAliasesCountsEachTime() {
        String text = "a: &a " + "x".repeat(100_000) + "\nb: [" + "*a, ".repeat(200) + "]\n";

        assertThatThrownBy(() -> DocumentReader.readTree(text))
                .hasMessage("line 2: the document has more than 16777216 characters, aliases expanded - split the"
                        + " document");
    }

    @Test
    void manyDocumentsThatNameTheirVersionTakeNoLongerThanOthers() {
        String text = "%YAML 1.1\n---\n...\n".repeat(60_000);

        List<Object> trees = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> DocumentReader.readTrees(text));

        assertThat(trees).isEmpty();
    }

    @Test
    void aLongLineOfBrokenJsonIsToldAsJson() {
        String text = "{\"a\": 1, \"a\": 2, \"b\": \"" + "x".repeat(Bounds.LINE) + "\"}";

        assertThatThrownBy(() -> DocumentReader.readTree(text))
                .hasMessage("line 1: column 13: Duplicate field 'a' - correct the JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void depthIsBounded(String opening) {
        assertThatThrownBy(() -> DocumentReader.readTree(opening.repeat(100_000)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("the document is nested deeper than 200 levels - flatten the document");
    }

    @Test
    void depthOfJsonIsBounded() {
        assertThatThrownBy(() -> DocumentReader.readTree("{\"a\":".repeat(100_000)))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void sizeIsBounded() {
        String text = "a: " + "x".repeat(Bounds.CHARACTERS);

        assertThatThrownBy(() -> DocumentReader.parse("big.yaml", text))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage("big.yaml, document 1: the text has more than 16777216 characters - split it into several"
                        + " files");
    }

    @Test
    void aFloodOfBrokenDocumentsEnds() {
        String text = "---\n@\n".repeat(20_000);

        assertThatThrownBy(() -> DocumentReader.parse("flood.yaml", text))
                .isInstanceOfSatisfying(InvalidDocumentException.class, e -> assertThat(e.problems())
                        .hasSize(Bounds.PROBLEMS));
    }

    static int countRefused(String text, Random random) {
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            refused += isRefused(mutate(text, random)) ? 1 : 0;
        }
        return refused;
    }

    private static boolean isRefused(String text) {
        try {
            DocumentPrinter.printStream(DocumentReader.parse("mutant", text).stream()
                    .map(sourced -> sourced.document().tree())
                    .toList());
            return false;
        } catch (InvalidDocumentException e) {
            assertThat(e.problems()).isNotEmpty().allMatch(problem -> problem.source()
                    .startsWith("mutant, document "));
            return true;
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutant.length());
            int end = Math.min(mutant.length(), at + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> mutant.delete(at, end);
                case 1 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> mutant.insert(at, mutant.substring(at, end));
                default -> mutant.setCharAt(at, (char) random.nextInt(128));
            }
            mutant.append(mutant.length() == 0 ? "a" : "");
        }
        return mutant.toString();
    }

    static String fixture(String file) {
        try (InputStream in = HostileTextTest.class.getResourceAsStream("/documents/" + file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
