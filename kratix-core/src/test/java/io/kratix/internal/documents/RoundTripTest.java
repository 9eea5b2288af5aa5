// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What was printed reads as what it was, and equal documents print the same. */
final class RoundTripTest {
    @Property(tries = 2000)
    void readsWhatWasPrinted(@ForAll("documents") Document document) {
        String text = DocumentPrinter.print(document);

        assertThat(DocumentReader.parse("text", text).get(0).document()).isEqualTo(document);
    }

    @Property(tries = 20)
    void readsALongTextThatWasPrinted(@ForAll("texts") String text, @ForAll("repetitions") int repetitions) {
        String value = text.repeat(repetitions);
        Map<String, Object> spec = Map.of("a", value, "list", List.of(List.of(value)), value + "k", 1L);
        Document document = Document.builder("v1", "Thing", "x").spec(spec).build();

        String printed = DocumentPrinter.print(document);

        assertThat(DocumentReader.parse("text", printed).get(0).document().equals(document))
                .isTrue();
    }

    @Example
    void readsLongLinesOfEachStyleThatWerePrinted() {
        for (String piece : List.of("x", "'", "  ", "\u0085", "\ud83d\ude00")) {
            String line = piece.repeat(Bounds.LINE / piece.length());
            List<Object> texts = List.of(List.of(line, "a\n" + line));

            assertThat(texts.equals(DocumentReader.readTree(DocumentPrinter.printTree(texts))))
                    .isTrue();
        }
    }

    @Property(tries = 500)
    void readsAStreamThatWasPrinted(@ForAll("documents") Document one, @ForAll("documents") Document other) {
        String text = DocumentPrinter.printStream(List.of(one.tree(), other.tree()));

        assertThat(DocumentReader.parse("text", text))
                .extracting(SourcedDocument::document)
                .containsExactly(one, other);
    }

    @Property(tries = 500)
    void printsWhatWasReadAsItWas(@ForAll("documents") Document document) {
        String text = DocumentPrinter.print(document);

        Document read = DocumentReader.parse("text", text).get(0).document();

        assertThat(DocumentPrinter.print(read)).isEqualTo(text);
    }

    @Property(tries = 500)
    void printsKeysInOneOrder(@ForAll("keys") List<String> keys, @ForAll Random random) {
        List<String> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, random);

        assertThat(DocumentPrinter.printTree(map(shuffled))).isEqualTo(DocumentPrinter.printTree(map(keys)));
    }

    @Property(tries = 1000)
    void ordersKeysTransitively(@ForAll("texts") String a, @ForAll("texts") String b, @ForAll("texts") String c) {
        NaturalOrder order = NaturalOrder.INSTANCE;

        assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
        assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
        if (order.compare(a, b) < 0 && order.compare(b, c) < 0) {
            assertThat(order.compare(a, c)).isNegative();
        }
    }

    @Provide
    Arbitrary<Document> documents() {
        return TrickyTrees.documents();
    }

    @Provide
    Arbitrary<Integer> repetitions() {
        return Arbitraries.of(100, 10_000);
    }

    @Provide
    Arbitrary<String> texts() {
        return TrickyTrees.texts();
    }

    @Provide
    Arbitrary<List<String>> keys() {
        return TrickyTrees.texts().list().uniqueElements().ofMaxSize(12);
    }

    private static Map<String, Object> map(List<String> keys) {
        Map<String, Object> map = new LinkedHashMap<>();
        keys.forEach(key -> map.put(key, 1L));
        return map;
    }
}
