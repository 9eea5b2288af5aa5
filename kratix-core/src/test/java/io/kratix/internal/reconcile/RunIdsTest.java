// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.registry.RegisteredObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run's id is fit for labels and container names, and belongs to one try of one object. */
final class RunIdsTest {
    private static final Instant CREATED = Instant.parse("2024-05-01T10:00:00Z");

    @Test
    void isAShortLabelHoweverLongTheNamesAre() {
        String id = RunIds.of(object("n".repeat(253), "ns".repeat(31), CREATED), Long.MAX_VALUE);

        assertThat(id).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void isTheSameForTheSameTry() {
        RegisteredObject changed = new RegisteredObject(
                object("a", "default", CREATED).document().withStatus(Map.of("message", "Pending")),
                7,
                CREATED,
                Optional.empty(),
                Map.of("label", "set"),
                Map.of());

        assertThat(RunIds.of(changed, 1)).isEqualTo(RunIds.of(object("a", "default", CREATED), 1));
    }

    @Test
    void differsByObjectByTryAndByTheObjectsBeginning() {
        List<String> ids = List.of(
                RunIds.of(object("a", "default", CREATED), 1),
                RunIds.of(object("a", "default", CREATED), 2),
                RunIds.of(object("a", "default", CREATED.plusNanos(1)), 1),
                RunIds.of(object("b", "default", CREATED), 1),
                RunIds.of(object("a", "other", CREATED), 1));

        assertThat(ids).doesNotHaveDuplicates();
    }

    private static RegisteredObject object(String name, String namespace, Instant created) {
        Document document = Document.builder("marketplace.kratix.io/v1alpha1", "redis", name)
                .namespace(namespace)
                .build();
        return new RegisteredObject(document, 1, created, Optional.empty(), Map.of(), Map.of());
    }
}
