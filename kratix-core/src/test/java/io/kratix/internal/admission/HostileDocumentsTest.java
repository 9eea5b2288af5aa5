// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No document, and no API, does more than be refused. */
final class HostileDocumentsTest {
    private static final int MUTANTS = 3_000;
    private static final long SEED = 4;
    private static final List<Object> VALUES = List.of(
            "",
            "x",
            "a b",
            "[",
            "(a*)*b",
            "string",
            "integer",
            "object",
            "array",
            "map",
            "date-time",
            "uuid",
            0,
            -1,
            Long.MAX_VALUE,
            1.5,
            true,
            false,
            List.of(),
            Map.of(),
            List.of(1, "a"),
            Map.of("type", "string"),
            Map.of("default", List.of()),
            List.of(Map.of("not", Map.of())),
            Map.of("x-kubernetes-list-type", "set"));
    private static final List<String> KEYS = List.of(
            "type",
            "default",
            "properties",
            "items",
            "pattern",
            "enum",
            "minimum",
            "multipleOf",
            "anyOf",
            "oneOf",
            "allOf",
            "not",
            "nullable",
            "format",
            "required",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-embedded-resource",
            "additionalProperties",
            "metadata",
            "spec",
            "name");

    private int changedApis;

    @ParameterizedTest
    @ValueSource(strings = {"aliases.yaml", "cluster-leftovers.yaml", "odd-case.yaml"})
    void aMutatedDocumentIsAdmittedOrRefused(String file) {
        List<Document> documents = read(file);
        Random random = new Random(SEED);

        int refused = assertTimeoutPreemptively(Duration.ofMinutes(2), () -> countRefused(documents, random));

        assertThat(refused).isBetween(MUTANTS / 10, MUTANTS - 10);
        assertThat(changedApis).isPositive();
    }

    private int countRefused(List<Document> documents, Random random) {
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            List<Document> mutants = new ArrayList<>(documents);
            int victim = random.nextInt(mutants.size());
            refused += admits(mutants, victim, random) ? 0 : 1;
        }
        return refused;
    }

    private boolean admits(List<Document> documents, int victim, Random random) {
        try {
            Document before = documents.get(0);
            Object mutant = mutate(documents.get(victim).tree(), random);
            documents.set(victim, Document.of(Values.map(mutant)));
            Document promise = documents.get(0);
            Admission admission = PromiseAdmission.admit(promise, Optional.of(before));
            changedApis += admission.problems().stream()
                            .anyMatch(problem -> problem.message().endsWith("field is immutable"))
                    ? 1
                    : 0;
            PromiseApi api = Promise.of(promise).api().orElseThrow(() -> new InvalidDocumentException(List.of()));
            return admission.isAdmitted()
                    && documents.stream()
                            .filter(document -> !document.group().equals(Kinds.GROUP))
                            .allMatch(request -> admits(api, request, documents.get(1)));
        } catch (InvalidDocumentException e) {
            return false;
        }
    }

    private static boolean admits(PromiseApi api, Document request, Document before) {
        return RequestAdmission.of(api, UnknownFields.PRUNE)
                        .admit(request, Optional.of(before))
                        .isAdmitted()
                && RequestAdmission.of(api).admit(request, Optional.empty()).isAdmitted();
    }

    private static @Nullable Object mutate(@Nullable Object tree, Random random) {
        if (random.nextInt(12) == 0) {
            return random.nextInt(4) == 0 ? null : VALUES.get(random.nextInt(VALUES.size()));
        }
        if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
            return mutateField(Values.map(map), random);
        }
        if (tree instanceof List<?> list && !list.isEmpty()) {
            List<@Nullable Object> mutant = new ArrayList<>(list);
            int index = random.nextInt(mutant.size());
            mutant.set(index, mutate(mutant.get(index), random));
            return mutant;
        }
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    private static Map<String, @Nullable Object> mutateField(Map<String, @Nullable Object> map, Random random) {
        Map<String, @Nullable Object> mutant = new LinkedHashMap<>(map);
        List<String> keys = List.copyOf(map.keySet());
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(8)) {
            case 0 -> mutant.remove(key);
            case 1 -> mutant.put(KEYS.get(random.nextInt(KEYS.size())), VALUES.get(random.nextInt(VALUES.size())));
            default -> mutant.put(key, mutate(map.get(key), random));
        }
        return mutant;
    }

    private static List<Document> read(String file) {
        try (InputStream in = HostileDocumentsTest.class.getResourceAsStream("/documents/" + file)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return DocumentReader.parse(file, text).stream()
                    .map(SourcedDocument::document)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
