// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitStateStoreTest extends StoreFixture {
    @Test
    void initialisesAnEmptyRepositoryByTheFirstWrite() throws InterruptedException {
        List<ChangeOutcome> outcomes = write(owner("redis", "a: 1\n"));

        assertThat(outcomes).extracting(ChangeOutcome::status).containsExactly(Status.WRITTEN);
        assertThat(outcomes.get(0).revision()).isEqualTo(remote.git().run("rev-parse", "main"));
        assertThat(remote.files()).containsExactly("worker/redis/file.yaml");
        assertThat(remote.content("worker/redis/file.yaml")).isEqualTo("a: 1");
    }

    @Test
    void pushesOnceAndCommitsForEachOwner() throws InterruptedException {
        List<ChangeOutcome> outcomes = write(owner("a", "1"), owner("b", "2"), owner("c", "3"));

        assertThat(remote.commits("main")).isEqualTo(3);
        assertThat(remote.pushes("main")).isEqualTo(1);
        assertThat(outcomes)
                .extracting(ChangeOutcome::revision)
                .isEqualTo(remote.git().lines("rev-list", "--reverse", "main"));
    }

    @Test
    void saysInTheCommitWhoseChangeItIs() throws InterruptedException {
        store = open(builder("cache2").author("Åse", "ase@example.com"));
        StateStoreChange change = ownerOf("redis")
                .file(file("redis"), Content.of("1"))
                .title("Update from: redis-my-request-1a2b3")
                .attribute("promise", "redis")
                .attribute("request", "my\nrequest")
                .build();

        write(change);

        assertThat(remote.git().run("log", "-1", "--format=%an|%ae|%cn|%ce|%aI|%cI|%B", "main"))
                .isEqualTo(
                        "Åse|ase@example.com|Åse|ase@example.com|2025-03-04T05:06:07+00:00|2025-03-04T05:06:07+00:00|"
                                + "Update from: redis-my-request-1a2b3\n\nKratix-Promise: redis\nKratix-Request: my request");
        assertThat(remote.git().run("log", "-1", "--format=%(trailers:key=Kratix-Promise,valueonly)", "main"))
                .isEqualTo("redis");
    }

    @Test
    void authorsAsKratixWithoutAddress() throws InterruptedException {
        write(owner("redis", "1"));

        assertThat(remote.git().run("cat-file", "commit", "main")).contains("\nauthor kratix <> 1741064767 +0000\n");
    }

    @Test
    void makesOneCommitOfAPushWhereAsked() throws InterruptedException {
        store = open(builder("cache2").oneCommitPerPush(true));

        List<ChangeOutcome> outcomes = write(owner("a", "1"), gone("nothing"), owner("b", "2"));

        String head = remote.git().run("rev-parse", "main");
        assertThat(remote.commits("main")).isEqualTo(1);
        assertThat(outcomes).extracting(ChangeOutcome::revision).containsExactly(head, head, head);
        assertThat(outcomes)
                .extracting(ChangeOutcome::status)
                .containsExactly(Status.WRITTEN, Status.UNCHANGED, Status.WRITTEN);
        assertThat(remote.git().run("log", "-1", "--format=%B", "main"))
                .isEqualTo("2 changes\n\nUpdate from: a\nUpdate from: b");
    }

    @Test
    void neitherCommitsNorPushesWhatHoldsAlready() throws InterruptedException {
        write(owner("a", "1"), owner("b", "2"));

        List<ChangeOutcome> again = write(owner("a", "1"), owner("b", "2"), gone("never-there"));

        assertThat(again).extracting(ChangeOutcome::status).containsOnly(Status.UNCHANGED);
        assertThat(again)
                .extracting(ChangeOutcome::revision)
                .containsOnly(remote.git().run("rev-parse", "main"));
        assertThat(remote.pushes("main")).isEqualTo(1);
        assertThat(remote.commits("main")).isEqualTo(2);
    }

    @Test
    void doesNotReachTheCheckpointWhenNothingChanges() throws InterruptedException {
        write(owner("a", "1"));

        List<ChangeOutcome> again = store.write(new TestRequest(
                List.of(owner("a", "1")),
                () -> {
                    throw new AssertionError("nothing is to be pushed");
                },
                true));

        assertThat(again).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
    }

    @Test
    void makesNoBranchForNothing() throws InterruptedException {
        List<ChangeOutcome> outcomes = write(gone("never-there"));

        assertThat(outcomes).extracting(ChangeOutcome::toString).containsExactly("UNCHANGED none");
        assertThat(remote.git().run("for-each-ref")).isEmpty();
    }

    @Test
    void commitsOnlyTheOwnersThatDiffer() throws InterruptedException {
        write(owner("a", "1"), owner("b", "2"));

        List<ChangeOutcome> outcomes = write(owner("a", "1"), owner("b", "3"));

        assertThat(outcomes).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED, Status.WRITTEN);
        assertThat(remote.git().lines("show", "--name-only", "--format=%s", "main"))
                .containsExactly("Update from: b", "", "worker/b/file.yaml");
    }

    @Test
    void removesAnOwnerAndTheDirectoriesThatBecomeEmpty() throws InterruptedException {
        write(owner("a", "1"), owner("b", "2"));

        write(gone("a"));

        assertThat(remote.files()).containsExactly("worker/b/file.yaml");
        assertThat(remote.git().run("log", "-1", "--format=%s", "main")).isEqualTo("Delete from: a");
        assertThat(remote.git().run("ls-tree", "main:worker")).doesNotContain("\ta");
    }

    @Test
    void keepsTheBranchWhenEverythingGoes() throws InterruptedException {
        write(owner("a", "1"));

        write(gone("a"));

        assertThat(remote.files()).isEmpty();
        assertThat(remote.commits("main")).isEqualTo(2);
        assertThat(read("")).isEmpty();
    }

    @Test
    void readsOneCommitByContentAndFingerprint() throws InterruptedException {
        write(owner("a", "1"), owner("b", "2"));

        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            write(owner("a", "changed"));

            assertThat(tree.fingerprint()).isEqualTo(remote.git().run("rev-parse", "main~1:worker"));
            assertThat(tree.files()).containsOnlyKeys(file("a"), file("b"));
            assertThat(content(tree, file("a")).bytes()).containsExactly((byte) '1');
            assertThat(content(tree, file("a")).size()).isEqualTo(1);
        }
    }

    @Test
    void readsNothingWhenTheTreeIsKnown() throws InterruptedException {
        write(owner("a", "1"));
        String known = store.read(ReadRequest.of(WORKER)).orElseThrow().fingerprint();

        write(StateStoreChange.builder("other", "elsewhere", StorePath.of("elsewhere"))
                .file(StorePath.of("elsewhere/x"), Content.of("x"))
                .build());

        assertThat(store.read(ReadRequest.of(WORKER).unless(known))).isEmpty();
        assertThat(store.read(ReadRequest.of(StorePath.ROOT).unless(known))).isPresent();
    }

    @Test
    void readsAPathThatIsNotThereAsAnEmptyTree() throws InterruptedException {
        write(owner("a", "1"));

        assertThat(read("nowhere/at/all")).isEmpty();
        assertThat(read("worker/a/file.yaml/below-a-file")).isEmpty();
    }

    @Test
    void readsASingleFile() throws InterruptedException {
        write(owner("a", "1"));

        assertThat(read("worker/a/file.yaml")).containsOnlyKeys("worker/a/file.yaml");
    }

    @Test
    void writesTwoBranchesOfOneRepository() throws InterruptedException {
        write(owner("a", "1"));
        GitStateStore production = open(builder("cache2").branch("env/prod").createBranch(true));

        production.write(WriteRequest.of(List.of(owner("b", "2"))));
        write(owner("c", "3"));

        assertThat(remote.files()).containsExactly("worker/a/file.yaml", "worker/c/file.yaml");
        assertThat(remote.git().lines("ls-tree", "-r", "--name-only", "env/prod"))
                .containsExactly("worker/b/file.yaml");
    }

    @Test
    void goesOnFromAPackedRepositoryThatOthersMaintain() throws InterruptedException {
        write(owner("a", "1"), owner("b", "2"));
        remote.git().run("gc", "--quiet", "--prune=now");

        write(owner("b", "3"));
        remote.git().run("gc", "--quiet", "--prune=now", "--aggressive");
        store = open(builder("fresh"));
        write(gone("a"));

        assertThat(remote.files()).containsExactly("worker/b/file.yaml");
        assertThat(remote.commits("main")).isEqualTo(4);
    }

    @Test
    void fetchesOnlyTheTipAtFirst() throws InterruptedException {
        for (int version = 0; version < 20; version++) {
            remote.strangerPushes("main", "history.txt", "version " + version);
        }

        write(owner("a", "1"));

        assertThat(new GitCommand(directory.resolve("cache/repository-1")).lines("rev-list", "refs/kratix/known"))
                .hasSize(2);
        assertThat(remote.commits("main")).isEqualTo(21);
    }

    @Test
    void changesOneOfManyFilesInAFlatDirectory() throws InterruptedException {
        StateStoreChange.Builder many = single();
        for (int number = 0; number < 5_000; number++) {
            many.file(WORKER.resolve("file-" + number + ".yaml"), Content.of("number: " + number));
        }
        write(many.build());

        write(single().file(WORKER.resolve("file-4711.yaml"), Content.of("changed"))
                .build());

        assertThat(remote.files()).hasSize(5_000);
        assertThat(remote.git().lines("diff", "--name-only", "main~1", "main"))
                .containsExactly("worker/file-4711.yaml");
    }

    @Test
    void writesContentThatIsLargerThanAnyBuffer() throws InterruptedException {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 'x';

        write(ownerOf("a").file(file("a"), Content.of(large)).build());

        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            assertThat(content(tree, file("a")).sha256())
                    .isEqualTo(Content.of(large).sha256());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 2_000_000, 2_000_002})
    void keepsOutAContentThatIsNotAsLongAsItSays(long said) throws InterruptedException {
        byte[] bytes = new byte[said < 100 ? 2 : 2_000_001];
        Content wrong = Content.of(said, () -> new ByteArrayInputStream(bytes));

        List<ChangeOutcome> outcomes =
                write(owner("a", "1"), ownerOf("b").file(file("b"), wrong).build(), owner("c", "3"));

        assertThat(outcomes)
                .extracting(ChangeOutcome::status)
                .containsExactly(Status.WRITTEN, Status.REFUSED, Status.WRITTEN);
        assertThat(outcomes.get(1).refusal().orElseThrow().reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(outcomes.get(1).refusal().orElseThrow())
                .hasMessageStartingWith("the content of 'worker/b/file.yaml' cannot be read: ");
        assertThat(remote.files()).containsExactly("worker/a/file.yaml", "worker/c/file.yaml");
    }

    @Test
    void showsThatOneCanWriteWithoutLeavingATrace() throws InterruptedException {
        store.checkAccess(StorePath.ROOT);
        assertThat(remote.git().run("for-each-ref")).isEmpty();
        write(owner("a", "1"));

        store.checkAccess(StorePath.ROOT);

        assertThat(remote.pushes("main")).isEqualTo(1);
    }
}
