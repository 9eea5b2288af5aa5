// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.model.Content;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be seen while a write goes on. */
abstract class VisibilityRules extends StateStoreRules {
    private static final int ROUNDS = 20;
    private static final List<String> OWNERS = List.of("one", "two", "three");

    VisibilityRules(StateStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void writeABase() throws InterruptedException {
        write(everyOwner(path -> Content.of("0")));
    }

    @Test
    void nothingHalfDoneIsSeenWhileContentsAreRead() throws InterruptedException {
        List<Map<String, String>> seen = new ArrayList<>();
        byte[] next = "1".getBytes(StandardCharsets.UTF_8);

        write(everyOwner(path -> Content.of(1, () -> {
            seen.add(visible());
            return new ByteArrayInputStream(next);
        })));

        assertThat(seen).as("what was visible when contents were opened").isNotEmpty();
        seen.forEach(this::assertWhole);
    }

    @Test
    void nothingHalfDoneIsSeenAtACheckpoint() throws InterruptedException {
        List<Map<String, String>> seen = new ArrayList<>();
        WriteRequest request = everyOwner(path -> Content.of("1"));

        write(ScriptedRequest.of(request.changes(), () -> seen.add(visible())));

        assertThat(seen).as("what was visible at checkpoints").isNotEmpty();
        seen.forEach(this::assertWhole);
    }

    @Test
    void twoReadersSeeWholeTreesWhileOneWrites() throws InterruptedException, ExecutionException {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Callable<Integer> reader = () -> readUntil(done, reading);
        try {
            List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
            reading.await();
            for (int round = 1; round <= ROUNDS; round++) {
                String text = String.valueOf(round);
                write(everyOwner(path -> Content.of(text)));
            }
            done.set(true);
            for (Future<Integer> trees : readers) {
                assertThat(trees.get()).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void everyNewFileIsThereBeforeTheFirstOneGoes() throws InterruptedException {
        assumeTrue(declaredAtomicity() == Atomicity.FILE, "this store does not declare FILE");
        Set<String> old = visible().keySet();
        List<StateStoreChange> changes =
                OWNERS.stream().map(name -> owner(name, "new.yaml", "n")).toList();
        List<Set<String>> seen = new ArrayList<>();

        write(ScriptedRequest.of(changes, () -> seen.add(visible().keySet())));

        List<String> added = OWNERS.stream().map(name -> name + "/new.yaml").toList();
        assertThat(seen)
                .as("the files at checkpoints after which something was gone")
                .filteredOn(files -> !files.containsAll(old))
                .allSatisfy(files -> assertThat(files).containsAll(added));
    }

    private static WriteRequest everyOwner(Function<String, Content> content) {
        return WriteRequest.of(OWNERS.stream()
                .map(name -> change(name)
                        .directory(path(name))
                        .file(path(name + "/a.yaml"), content.apply(name))
                        .file(path(name + "/b.yaml"), content.apply(name))
                        .build())
                .toList());
    }

    private int readUntil(AtomicBoolean done, CountDownLatch reading) throws InterruptedException {
        int trees = 0;
        try {
            do {
                trees += readOnce();
                reading.countDown();
            } while (!done.get() || trees == 0);
        } finally {
            reading.countDown();
        }
        return trees;
    }

    /** {@return 1, or 0 if a store without snapshots noticed that a content is no longer what its listing promised} */
    private int readOnce() throws InterruptedException {
        try (StoredTree tree = read(ROOT)) {
            assertWhole(texts(tree));
            return 1;
        } catch (PluginException e) {
            assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
            return 0;
        }
    }

    private void assertWhole(Map<String, String> texts) {
        assertThat(texts).hasSize(2 * OWNERS.size());
        units().forEach(owners -> {
            Set<String> versions = new HashSet<>();
            owners.forEach(name -> {
                versions.add(texts.getOrDefault(name + "/a.yaml", "missing"));
                versions.add(texts.getOrDefault(name + "/b.yaml", "missing"));
            });
            assertThat(versions).as("versions seen at once in %s", texts).hasSize(1);
        });
    }

    /** Whose files alter together. */
    private Stream<List<String>> units() {
        return switch (declaredAtomicity()) {
            case BATCH -> Stream.of(OWNERS);
            case CHANGE -> OWNERS.stream().map(List::of);
            case FILE -> Stream.of();
        };
    }
}
