// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.Case;
import io.kratix.cases.CaseTable;
import io.kratix.model.Document;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kratix' digests stand on its Jobs alone. Ours are others, and answer the same question: they differ where Kratix' differ,
 * and are the same for the same spec.
 */
final class SpecHashTableTest {
    private static final CaseTable TABLE = CaseTable.read("names-hash");

    static Stream<Case> specHashes() {
        return TABLE.departed("specHashes");
    }

    static Stream<Case> resourceJobHash() {
        return TABLE.departed("resourceJobHash").filter(row -> row.has("promiseSpec") && !row.isDeparted("dryRun"));
    }

    @ParameterizedTest
    @MethodSource
    void specHashes(Case row) {
        String digest = digest(row);

        assertThat(digest).isEqualTo(digest(row)).doesNotContain(row.text("expectedMd5"));
        assertThat(TABLE.departed("specHashes").filter(other -> digest(other).equals(digest)))
                .singleElement()
                .extracting(other -> other.text("canonicalJson"))
                .isEqualTo(row.text("canonicalJson"));
    }

    /** A request runs again when either spec changes. */
    @ParameterizedTest
    @MethodSource
    void resourceJobHash(Case row) {
        Document promise = document(Case.tree(row.get("promiseSpec")));
        Document request = document(Case.tree(row.get("resourceSpec")));

        String digest = SpecHash.of(promise, request, Optional.empty());

        assertThat(SpecHash.holds(digest, promise, request)).isTrue();
        assertThat(SpecHash.holds(digest, document(Map.of()), request)).isFalse();
        assertThat(SpecHash.holds(digest, promise, document(Map.of()))).isFalse();
    }

    @Test
    void countsItsRows() {
        assertThat(TABLE.counts("specHashes")).isEqualTo("0 alike, 12 departed, 0 waiting");
        assertThat(TABLE.counts("resourceJobHash")).isEqualTo("0 alike, 4 departed, 0 waiting");
        assertThat(resourceJobHash()).hasSize(1);
    }

    private static String digest(Case row) {
        return SpecHash.of(document(Map.of()), document(Case.tree(row.get("spec"))), Optional.empty());
    }

    private static Document document(@Nullable Object spec) {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("spec", spec);
        return Document.builder("example.kratix.io/v1alpha1", "redis", "mine")
                .build()
                .withBody(body);
    }
}
