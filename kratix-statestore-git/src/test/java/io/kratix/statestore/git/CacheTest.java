// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StoredTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cache")
class CacheTest extends StoreFixture {
    private Path cache() {
        return directory.resolve("cache");
    }

    private void deleteCache() throws IOException {
        FileUtils.delete(cache().toFile(), FileUtils.RECURSIVE);
    }

    private List<Path> cached(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(cache())) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /** As a disk does it: the head and the tail are right, and what is between them is not. */
    private static void overwrite(Path pack) throws IOException {
        byte[] bytes = Files.readAllBytes(pack);
        Arrays.fill(bytes, 12, bytes.length - 20, (byte) 0x55);
        assertThat(pack.toFile().setWritable(true)).isTrue();
        Files.write(pack, bytes);
    }

    /** Few packs are many already: each write takes its time, since it starts a program. */
    private GitStateStoreBuilder small() {
        return builder("cache").cacheBounds(new CacheBounds(6, 1_000_000));
    }

    private void reopen() {
        store.close();
        store = open(builder("cache"));
    }

    @Test
    void isPrivate() throws IOException, InterruptedException {
        write(owner("a", "1"));

        assertThat(Files.getPosixFilePermissions(cache())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** Else a change of wording would throw away what tells that a branch was there. */
    @Test
    void isOfABranchWhateverMessagesCallThat() throws InterruptedException {
        write(owner("a", "1"));

        assertThat(cache().resolve("repository-1/kratix-place"))
                .content()
                .isEqualTo("refs/heads/main of " + remote.directory());
    }

    @Test
    void mayVanishWhileTheStoreIsClosed() throws IOException, InterruptedException {
        write(owner("a", "1"));
        store.close();
        deleteCache();
        store = open(builder("cache"));

        assertThat(write(owner("a", "1"))).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
        write(owner("b", "2"));

        assertThat(remote.files()).hasSize(2);
    }

    @Test
    void mayVanishWhileTheStoreIsOpen() throws IOException, InterruptedException {
        write(owner("a", "1"));
        deleteCache();

        write(owner("b", "2"));

        assertThat(read("")).hasSize(2);
        assertThat(remote.commits("main")).isEqualTo(2);
    }

    @Test
    void isFilledAgainWhenItsPacksAreGone() throws IOException, InterruptedException {
        write(owner("a", "1"));
        reopen();
        for (Path pack : cached(".pack")) {
            Files.delete(pack);
        }

        write(owner("b", "2"));

        assertThat(remote.files()).hasSize(2);
    }

    @Test
    void isMadeAnewWhenItTurnsOutToBeDamaged() throws IOException, InterruptedException {
        write(owner("a", "1"));
        reopen();
        for (Path pack : cached(".pack")) {
            overwrite(pack);
        }

        Reason reason = failure(() -> write(owner("b", "2"))).reason();
        write(owner("b", "2"));

        assertThat(reason).isEqualTo(Reason.UNAVAILABLE);
        assertThat(remote.files()).hasSize(2);
    }

    @Test
    void forgetsWhatAKilledProcessLeft() throws IOException, InterruptedException {
        write(owner("a", "1"));
        store.close();
        Path repository = cache().resolve("repository-1");
        Files.createFile(repository.resolve("refs/kratix/known.lock"));
        Files.createFile(repository.resolve("shallow.lock"));
        Files.createFile(repository.resolve("objects/pack/insert_1.pack_tmp"));
        Files.createFile(repository.resolve("objects/incoming_1.pack"));
        Files.createFile(repository.resolve("objects/pack/jgit_1.buf"));
        Files.createDirectories(cache().resolve("fresh.git/objects"));

        store = open(builder("cache"));
        write(owner("b", "2"));

        assertThat(remote.files()).hasSize(2);
        assertThat(cached(".lock")).isEmpty();
        assertThat(cached("_tmp")).isEmpty();
        assertThat(cached(".buf")).isEmpty();
    }

    @Test
    void fetchesAgainWhatAProcessFetchedThatWasKilledBeforeItWroteTheIndex() throws IOException, InterruptedException {
        write(owner("a", "1"));
        store.close();
        Path known = cache().resolve("repository-1/refs/kratix/known");
        byte[] before = Files.readAllBytes(known);
        List<Path> indexes = cached(".idx");
        remote.strangerPushes("main", "theirs.txt", "x");
        store = open(builder("cache"));
        read("");
        store.close();
        for (Path index : cached(".idx")) {
            if (!indexes.contains(index)) {
                Files.delete(index);
            }
        }
        Files.write(known, before);

        store = open(builder("cache"));
        write(owner("b", "2"));

        assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml", "worker/b/file.yaml");
    }

    @Test
    void ofAnotherPlaceIsThrownAway() throws InterruptedException {
        write(owner("a", "1"));
        store.close();

        store = open(builder("cache").branch("other").createBranch(true));
        write(owner("b", "2"));

        assertThat(remote.git().lines("ls-tree", "-r", "--name-only", "other")).containsExactly("worker/b/file.yaml");
    }

    @Test
    void staysSmallHoweverOftenIsWritten() throws IOException, InterruptedException {
        store = open(small());
        write(owner("a", "0"), owner("b", "kept"));

        for (int version = 1; version <= 16; version++) {
            write(owner("a", String.valueOf(version)));
        }

        assertThat(cached(".pack")).hasSizeLessThan(8);
        assertThat(read("worker"))
                .containsEntry("worker/a/file.yaml", "16")
                .containsEntry("worker/b/file.yaml", "kept");
        assertThat(remote.commits("main")).isEqualTo(18);
        try (Stream<Path> entries = Files.list(cache())) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void staysSmallHoweverMuchIsWritten() throws IOException, InterruptedException {
        store = open(small());
        for (byte version = 1; version <= 5; version++) {
            byte[] content = new byte[600_000];
            Arrays.fill(content, version);
            write(ownerOf("a").file(file("a"), Content.of(content)).build());
        }

        assertThat(cached(".pack")).hasSizeLessThan(4);
        assertThat(remote.commits("main")).isEqualTo(5);
    }

    @Test
    void keepsATreeReadableThatIsHeldWhileTheStoreGoesOnAndIsClosed() throws IOException, InterruptedException {
        store = open(small());
        write(owner("a", "0"));
        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            for (int version = 1; version <= 9; version++) {
                write(owner("a", String.valueOf(version)));
            }
            store.close();

            assertThat(content(tree, file("a")).bytes()).containsExactly((byte) '0');
        }
    }

    @Test
    void mayHoldAsManyBytesAgainAsItsLargestPackAndSomeMore() {
        CacheBounds bounds = new CacheBounds(3, 10);

        assertThat(bounds.areExceededBy(new long[] {})).isFalse();
        assertThat(bounds.areExceededBy(new long[] {100, 100, 10})).isFalse();
        assertThat(bounds.areExceededBy(new long[] {100, 100, 11})).isTrue();
        assertThat(bounds.areExceededBy(new long[] {1, 1, 1, 1})).isTrue();
    }

    @Test
    void noticesAReplacedBranchAlsoAfterItWasMadeAnew() throws InterruptedException {
        store = open(small());
        for (int version = 0; version <= 9; version++) {
            write(owner("a", String.valueOf(version)));
        }
        remote.git().run("update-ref", "refs/heads/main", "main~5");

        assertThat(failure(() -> store.write(partOf(owner("a", "x")))).reason()).isEqualTo(Reason.LOST);
    }

    @Test
    void keepsNoObjectsOfAPushThatDidNotHappen() throws IOException, InterruptedException {
        write(owner("a", "1"));
        int packs = cached(".pack").size();

        write(owner("a", "1"));
        write(gone("b"));

        assertThat(cached(".pack")).hasSize(packs);
    }
}
