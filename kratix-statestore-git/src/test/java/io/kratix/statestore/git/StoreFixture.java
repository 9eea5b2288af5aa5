// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bare repository, stores that write into it, and the proof after each test that the repository is sound. */
abstract class StoreFixture {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-04T05:06:07Z"), ZoneOffset.UTC);
    static final StorePath WORKER = StorePath.of("worker");

    @TempDir
    Path directory;

    BareRepository remote;
    GitStateStore store;
    private final List<GitStateStore> opened = new ArrayList<>();

    @BeforeEach
    void makeRepository() throws IOException {
        remote = BareRepository.create(directory.resolve("remote.git"));
        store = open(builder("cache"));
    }

    @AfterEach
    void closeStores() {
        opened.forEach(GitStateStore::close);
        remote.isSound();
    }

    GitStateStoreBuilder builder(String cache) {
        return GitStateStore.builder(remote.url(), directory.resolve(cache))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK);
    }

    GitStateStore open(GitStateStoreBuilder builder) {
        GitStateStore made = builder.open();
        opened.add(made);
        return made;
    }

    List<ChangeOutcome> write(StateStoreChange... changes) throws InterruptedException {
        return store.write(WriteRequest.of(Arrays.asList(changes)));
    }

    /** {@return all files below a path of main, as the store reads them} */
    Map<String, String> read(String path) throws InterruptedException {
        try (StoredTree tree = store.read(ReadRequest.of(StorePath.of(path))).orElseThrow()) {
            Map<String, String> files = new TreeMap<>();
            tree.files()
                    .forEach((file, content) ->
                            files.put(file.toString(), new String(content.bytes(), StandardCharsets.UTF_8)));
            return files;
        }
    }

    static Content content(StoredTree tree, StorePath path) {
        return Objects.requireNonNull(tree.files().get(path), path::toString);
    }

    /** {@return a change of an owner that has one directory with one file} */
    static StateStoreChange owner(String name, String content) {
        return ownerOf(name).file(file(name), Content.of(content)).build();
    }

    /** {@return a change with one file of so many bytes that no compression makes fewer} */
    static StateStoreChange large(String name, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        return ownerOf(name).file(file(name), Content.of(noise)).build();
    }

    /** {@return a change after which the owner has nothing} */
    static StateStoreChange gone(String name) {
        return ownerOf(name).title("Delete from: " + name).build();
    }

    static StateStoreChange.Builder ownerOf(String name) {
        return StateStoreChange.builder(name, "worker", WORKER).directory(WORKER.resolve(name));
    }

    /** {@return a change of single files, as in mode none} */
    static StateStoreChange.Builder single() {
        return StateStoreChange.builder("single", "worker", WORKER);
    }

    static StorePath file(String owner) {
        return WORKER.resolve(owner).resolve("file.yaml");
    }

    static WriteRequest partOf(StateStoreChange... changes) {
        return new TestRequest(Arrays.asList(changes), () -> {}, false);
    }

    static PluginException failure(ThrowingCallable call) {
        List<PluginException> thrown = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(PluginException.class, thrown::add);
        return thrown.get(0);
    }

    /** A request whose answers a test chooses. */
    record TestRequest(List<StateStoreChange> changes, Checkpoint onCheckpoint, boolean complete)
            implements WriteRequest {
        @Override
        public void checkpoint() throws InterruptedException {
            onCheckpoint.reached();
        }

        @Override
        public boolean completes(StorePath below) {
            return complete;
        }
    }

    /** What happens between reading the base and pushing. */
    @FunctionalInterface
    interface Checkpoint {
        void reached() throws InterruptedException;
    }
}
