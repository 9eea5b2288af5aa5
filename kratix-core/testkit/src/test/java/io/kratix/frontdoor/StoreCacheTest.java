// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory that a State Store's plugin may keep things in. */
class StoreCacheTest {
    @TempDir
    Path directory;

    private final ScriptedStores stores = new ScriptedStores();

    private Platform open(Registry registry) {
        return Platform.open(registry, builder -> builder.stateStores(stores).cacheDirectory(directory));
    }

    private static void applyStore(Platform platform) throws InterruptedException {
        platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                ScriptedPlatform.destination("worker").build());
        platform.settle();
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("cache"))) {
            return all.toList();
        }
    }

    @Test
    void isOneForAllDestinationsOfADocumentAndItsOwnersAlone() throws IOException, InterruptedException {
        Files.createDirectory(
                directory.resolve("cache"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Document another = Document.builder("platform.kratix.io/v1alpha1", ScriptedStores.STORE.kind(), "another")
                .spec(Map.of("name", "two"))
                .build();

        try (Platform platform = open(Registry.inMemory())) {
            platform.kratix.apply(
                    ScriptedPlatform.destination("one").build(),
                    ScriptedPlatform.destination("two").build());
            applyStore(platform);
            platform.kratix.apply(another);
            platform.settle();
        }

        assertThat(stores.caches).hasSize(2).doesNotHaveDuplicates();
        assertThat(kept()).containsExactlyInAnyOrderElementsOf(stores.caches);
        assertThat(Files.getPosixFilePermissions(directory.resolve("cache")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void isTheSameAfterARestartAndCannotBeGuessed() throws InterruptedException {
        Registry registry = Registry.inMemory();
        Registry another = Registry.inMemory();
        int engine = 0;
        for (Registry each : List.of(registry, registry, another)) {
            try (Platform platform = open(each)) {
                applyStore(platform);
                engine++;
                platform.kratix.apply(
                        ScriptedPlatform.destination("of-engine-" + engine).build());
                platform.settle();
            }
        }

        assertThat(stores.caches).hasSize(3);
        assertThat(stores.caches.get(1)).isEqualTo(stores.caches.get(0));
        assertThat(stores.caches.get(2)).isNotEqualTo(stores.caches.get(0));
    }

    @Test
    void goesWithItsDocument() throws IOException, InterruptedException {
        try (Platform platform = open(Registry.inMemory())) {
            applyStore(platform);
            Files.writeString(
                    Files.createDirectory(stores.caches.get(0).resolve("below")).resolve("file"), "x");
            platform.kratix.delete(ObjectReference.destination("worker"));
            platform.settle();

            platform.kratix.delete(ScriptedStores.STORE.reference());
            platform.settle();

            assertThat(kept()).isEmpty();
        }
    }
}
