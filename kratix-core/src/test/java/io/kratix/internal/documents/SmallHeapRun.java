// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.internal.admission.IncompatibleApis;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.internal.apply.Applier;
import io.kratix.internal.apply.ApplyCall;
import io.kratix.internal.apply.Origin;
import io.kratix.internal.plugin.MaskedSecrets;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Promise;
import io.kratix.registry.Registry;
import io.kratix.spi.SecretSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The program that {@link SmallHeapTest} runs: hostile texts, small ones by the thousand and the largest there are. */
final class SmallHeapRun {
    private static final Clock CLOCK = Clock.systemUTC();
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
        apply(warned("name".repeat(125_000), "{Type: string}", 700));
        apply(warned("name".repeat(1_000), "{type: string, x-kubernetes-validations: [{rule: a}, {rule: b}]}", 8_000));
        apply(promisesWithRequests());
        System.out.print("survived");
    }

    /** Each of the fields is worth a warning that would name the one above it. */
    private static String warned(String above, String field, int fields) {
        StringBuilder lines = new StringBuilder(promise("Warned"));
        lines.append("                  ? ").append(above).append("\n                  : type: object\n");
        lines.append("                    properties:\n");
        for (int i = 0; i < fields; i++) {
            lines.append("                      a")
                    .append(i)
                    .append(": ")
                    .append(field)
                    .append('\n');
        }
        return lines.toString();
    }

    private static String promisesWithRequests() {
        StringBuilder lines = new StringBuilder();
        for (int kind = 0; kind < 5; kind++) {
            lines.append(promise("Kind" + kind));
            for (int i = 0; i < 45_000; i++) {
                lines.append("                  a").append(i).append(": {type: string}\n");
            }
            lines.append("---\napiVersion: example.org/v1\nkind: Kind").append(kind);
            lines.append("\nmetadata: {name: r}\nspec: {a1: x}\n---\n");
        }
        return lines.toString();
    }

    private static String promise(String kind) {
        String plural = kind.toLowerCase(Locale.ROOT) + "s";
        return """
                apiVersion: platform.kratix.io/v1alpha1
                kind: Promise
                metadata: {name: %1$s}
                spec:
                  api:
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: %1$s.example.org}
                    spec:
                      group: example.org
                      scope: Namespaced
                      names: {kind: %2$s, plural: %1$s}
                      versions:
                      - name: v1
                        served: true
                        storage: true
                        schema:
                          openAPIV3Schema:
                            type: object
                            properties:
                              spec:
                                type: object
                                properties:
                """
                .formatted(plural, kind);
    }

    private static void apply(String text) {
        StateStores none = new StateStores(
                Map.of(), Map.of(), new MaskedSecrets(SecretSource.none()), Path.of("."), Runnable::run, CLOCK, "p");
        ApplyCall.Policy policy = new ApplyCall.Policy(
                FilepathMode.NESTED_BY_METADATA, UnknownFields.REFUSE, IncompatibleApis.REFUSE, List.of());
        ApplyCall.Applied applied = new Applier(Registry.inMemory(CLOCK), none, policy, CLOCK)
                .apply(DocumentReader.reading("hostile", text), Origin.PERSON);
        if (applied.changes().isEmpty() || applied.warnings().size() > 1_001) {
            throw new IllegalStateException(applied.warnings().size() + " warnings");
        }
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
