// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.InvalidDocumentException;
import java.util.List;
import java.util.Random;

/** The program that {@link SmallHeapTest} runs: hostile texts, small ones by the thousand and the largest there are. */
final class SmallHeapRun {
    private static final int SIZE = Bounds.CHARACTERS - 100;

    private SmallHeapRun() {}

    public static void main(String[] args) {
        for (String file : List.of("aliases.yaml", "odd-case.yaml")) {
            HostileTextTest.countRefused(HostileTextTest.fixture(file), new Random(HostileTextTest.SEED));
        }
        for (String piece : List.of(
                "x",
                "x\n",
                "\n",
                "---\n",
                "--- a\n",
                "---\n{a: b}\n",
                "- ab\n",
                "[\n",
                "{a:\n",
                "? \n",
                "\u00e9\n",
                "a: &a b\n")) {
            read(piece.repeat(SIZE / piece.length()));
        }
        read("a: " + "x".repeat(SIZE));
        read("x".repeat(SIZE) + ": 1");
        read("{\"a\": \"" + "x".repeat(SIZE) + "\"}");
        read("[" + "ab,".repeat(SIZE / 3) + "]");
        read(("- " + "x".repeat(500_000) + "\n").repeat(10));
        read(("---\na: [" + "ab,".repeat(60_000) + "]\n").repeat(80));
        System.out.print("survived");
    }

    private static void read(String text) {
        try {
            DocumentReader.parse("hostile", text).forEach(sourced -> DocumentPrinter.print(sourced.document()));
        } catch (InvalidDocumentException e) {
            if (e.problems().isEmpty() || e.problems().size() > Bounds.PROBLEMS + 3) {
                throw new IllegalStateException(e.problems().size() + " problems", e);
            }
        }
    }
}
