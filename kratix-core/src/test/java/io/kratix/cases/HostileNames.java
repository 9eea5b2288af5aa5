// SPDX-License-Identifier: Apache-2.0
package io.kratix.cases;

import io.kratix.model.Rfc1123;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Names that admission accepts and that a careless layout mixes up, and paths that a careless store does. */
public final class HostileNames {
    private static final List<String> LABELS = List.of(
            "a",
            "a-b",
            "b",
            "b-c",
            "a-b-c",
            "default",
            "dependencies",
            "resources",
            "crds",
            "static",
            "5058f",
            "kratix",
            "kratix-platform-system",
            "redis",
            "redis-dependencies",
            "redis-request",
            "promise",
            "x",
            "x-x",
            "0");
    private static final List<String> WITH_DOTS = List.of(
            "a.b",
            "a.b.c",
            "b.c",
            "static.d",
            "dependencies.yaml",
            "redis-dependencies.yaml",
            "resources.resources",
            "crds.crds",
            "5058f.5058f",
            "aggregated.yaml",
            "con",
            "nul.yaml",
            "x".repeat(63) + "." + "y".repeat(63));
    /** The last two are directories whose groups have equal short ids. */
    private static final List<String> SEGMENTS = List.of(
            "a",
            "A",
            "b",
            "B",
            "static",
            "Static",
            "STATIC",
            "dependencies",
            "dependencies.yaml",
            "5058f",
            "acbd1",
            "sub",
            "é",
            "e\u0301",
            "ß",
            "ss",
            "ı",
            "i",
            ".kratix",
            ".Kratix",
            "kratix-canary-namespace.yaml",
            "Kratix-Canary-ConfigMap.yaml",
            "x.yaml",
            "X.yaml",
            "resources",
            "d178",
            "d1106");

    private HostileNames() {}

    /** Names of namespaces and Pipelines. */
    public static Arbitrary<String> labels() {
        Arbitrary<String> random = Arbitraries.strings()
                .withChars("ab0-")
                .ofMinLength(1)
                .ofMaxLength(5)
                .filter(Rfc1123::isLabel);
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(LABELS)), Tuple.of(1, random));
    }

    /** Names of Promises, requests and Destinations. */
    public static Arbitrary<String> subdomains() {
        Arbitrary<String> random = Arbitraries.strings()
                .withChars("ab0-.")
                .ofMinLength(1)
                .ofMaxLength(7)
                .filter(Rfc1123::isSubdomain);
        return Arbitraries.frequencyOf(
                Tuple.of(3, labels()), Tuple.of(2, Arbitraries.of(WITH_DOTS)), Tuple.of(1, random));
    }

    /** One to three segments, twins and reserved names among them. */
    public static Arbitrary<String> paths() {
        return Arbitraries.of(SEGMENTS).list().ofMinSize(1).ofMaxSize(3).map(segments -> String.join("/", segments));
    }

    /** Texts of which most are no path that a store can keep. */
    public static Arbitrary<String> anything() {
        Arbitrary<String> wild = Arbitraries.strings()
                .withChars("aA./\\ \u0000\n\u007f\u200c\u2028e\u0301é:~1git")
                .ofMaxLength(12);
        Arbitrary<String> spelled = Arbitraries.of(
                ".git",
                ".GIT",
                ".Git",
                ".git ",
                ".git.",
                ".g\u200cit",
                "git~1",
                "GIT~1",
                ".git::$INDEX_ALLOCATION",
                "..",
                ".",
                "a..",
                "...",
                "a ",
                "\uD800",
                "x".repeat(256),
                "COM1");
        Arbitrary<String> joined = Combinators.combine(paths(), spelled, paths())
                .as((before, odd, after) -> before + "/" + odd + "/" + after);
        return Arbitraries.oneOf(wild, spelled, joined, paths());
    }
}
