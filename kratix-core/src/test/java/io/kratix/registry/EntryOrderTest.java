// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.StateStoreReference;
import io.kratix.model.StorePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets and maps without an order of their own come out of entries in one, whichever program made them. */
class EntryOrderTest {
    private static final List<String> NAMES =
            IntStream.range(10, 40).mapToObj(i -> "file-" + i).toList();

    @Test
    void pathsOfAnAreaAreInOrder() {
        List<StorePath> inOrder = NAMES.stream().map(StorePath::of).toList();
        Set<StorePath> paths = Set.copyOf(inOrder);

        OwnerState.Area area = new OwnerState.Area(
                new StateStoreReference("MemoryStateStore", "default"), "here", StorePath.ROOT, paths, paths, paths);

        assertThat(area.directories()).containsExactlyElementsOf(inOrder);
        assertThat(area.files()).containsExactlyElementsOf(inOrder);
        assertThat(area.claims()).containsExactlyElementsOf(inOrder);
    }

    @Test
    void factsAndLabelsOfAnObjectAreInOrder() {
        Map<String, String> any = NAMES.stream().collect(Collectors.toUnmodifiableMap(name -> name, name -> name));
        Document document = Document.builder("example.org/v1", "Redis", "mine").build();

        RegisteredObject object = new RegisteredObject(document, 1, Instant.EPOCH, Optional.empty(), any, any);

        assertThat(object.facts().keySet()).containsExactlyElementsOf(NAMES);
        assertThat(object.engineLabels().keySet()).containsExactlyElementsOf(NAMES);
    }
}
