// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.internal.admission.RequestAdmission;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Promise;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        admit(22_000);
        admit(190_000);
        System.out.print("survived");
    }

    /** Each element becomes five by its defaults. */
    private static void admit(int elements) {
        Map<String, Object> schema = Map.of("type", "object");
        for (int depth = 0; depth < 4; depth++) {
            Map<String, Object> field = new HashMap<>(schema);
            field.put("default", Map.of());
            schema = Map.of("type", "object", "properties", Map.of("a", field));
        }
        Map<String, Object> list = Map.of("type", "array", "items", schema);
        Promise promise = Promise.builder("p")
                .api("example.org", "Thing", Map.of("type", "object", "properties", Map.of("l", list)))
                .build();
        Document request = Document.builder("example.org/v1alpha1", "Thing", "t")
                .spec(Map.of("l", Collections.nCopies(elements, Map.of())))
                .build();
        boolean isTaken = RequestAdmission.of(promise.api().orElseThrow())
                .admit(request, Optional.empty())
                .isAdmitted();
        if (isTaken != elements < 23_000) {
            throw new IllegalStateException(elements + " elements: " + isTaken);
        }
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
