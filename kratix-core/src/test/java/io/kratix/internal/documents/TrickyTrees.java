// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Document;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.StringArbitrary;

/** Documents that are full of what YAML reads in ways that nobody means. */
final class TrickyTrees {
    private static final String[] TRAPS = {
        "",
        " ",
        "y",
        "n",
        "yes",
        "No",
        "on",
        "OFF",
        "true",
        "null",
        "~",
        "Null",
        "1",
        "-1",
        "+1",
        "01",
        "08",
        "0x1F",
        "0o17",
        "0b1",
        "1_000",
        "1e3",
        "1.0",
        ".5",
        "5.",
        "-.5",
        ".inf",
        "-.INF",
        ".nan",
        "12:30",
        "12:30:45",
        "190:20:30",
        "2026-11-21",
        "2026-11-21T10:00:00Z",
        "2026-11-21 10:00:00",
        "<<",
        "=",
        "-",
        "--",
        "---",
        "--- a",
        "...",
        "?",
        "? a",
        ":",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "*a",
        "&a",
        "!a",
        "!!str a",
        "|",
        ">",
        "|-",
        "%YAML",
        "@a",
        "`a",
        "'a'",
        "\"a\"",
        "it's",
        "{a}",
        "[a]",
        "a,b",
        "\\",
        "\t",
        "\ta",
        "a\tb",
        "a\n",
        "\n",
        "\n\n",
        "\na",
        " a\nb",
        "a\n b",
        "a \nb",
        "a\n\nb\n",
        "a\n  ",
        "\r",
        "a\r\nb",
        "\u0000",
        "\u0007",
        "\u0085",
        "a\u2028b",
        "\u2029",
        "\u00a0",
        "\ufeff",
        "é",
        "日本",
        "\ud83d\ude00",
        "9223372036854775807",
        "9223372036854775808",
        "a1",
        "a2",
        "a10",
        "a1b",
        "a01",
        "A",
        "a-1",
        "a.1",
        "app.kubernetes.io/name"
    };

    private TrickyTrees() {}

    static Arbitrary<String> texts() {
        StringArbitrary any = Arbitraries.strings()
                .withChars(" \n\t:#-'\"\\|>&*!%@`{}[],?~=<0123456789abcxyzTF.é\u2028\u0001")
                .ofMaxLength(40);
        Arbitrary<String> words = Arbitraries.of("word", "a", "", "0")
                .list()
                .ofMinSize(20)
                .ofMaxSize(60)
                .map(list -> String.join(" ", list));
        return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.of(TRAPS)), Tuple.of(3, any), Tuple.of(1, words));
    }

    static Arbitrary<Object> trees() {
        return Arbitraries.recursive(TrickyTrees::scalars, TrickyTrees::collections, 0, 4);
    }

    static Arbitrary<Document> documents() {
        return Combinators.combine(trees(), texts(), texts())
                .as((tree, key, label) -> Document.builder("v1", "Thing", "x")
                        .label("key", label)
                        .annotation(key, label)
                        .spec(Map.of("tree", tree))
                        .build());
    }

    private static Arbitrary<Object> scalars() {
        Arbitrary<Object> numbers = Arbitraries.oneOf(
                Arbitraries.longs().map(value -> value),
                Arbitraries.of(Long.MAX_VALUE, Long.MIN_VALUE, 0L, -1L, 1L << 53)
                        .map(value -> value),
                Arbitraries.doubles().map(value -> value),
                Arbitraries.of(0.1, 1e-7, 1e21, 1.5, -0.0, 1e300, 4.9e-324, 0x1p63)
                        .map(value -> value));
        return Arbitraries.oneOf(
                texts().map(text -> text), numbers, Arbitraries.of(true, false).map(value -> value));
    }

    private static Arbitrary<Object> collections(Arbitrary<Object> parts) {
        Arbitrary<List<Object>> lists = parts.injectNull(0.1).list().ofMaxSize(4);
        Arbitrary<Map<String, Object>> maps =
                Arbitraries.maps(texts(), parts.injectNull(0.1)).ofMaxSize(5).map(LinkedHashMap::new);
        return Arbitraries.oneOf(lists.map(list -> list), maps.map(map -> map));
    }
}
