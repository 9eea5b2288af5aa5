// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that a stranger pushed in order that nobody can look through them. */
@DisplayName("A bomb of trees")
class TreeBombTest extends StoreFixture {
    private static final int LEVELS = 10;
    private static final int BRANCHES = 10;
    private static final String EMPTY_TREE = "";

    private void place(String path, String tree) {
        remote.strangerCommits("main", "M 040000 " + tree + " " + path);
    }

    private String tree(String entries) {
        return remote.git().feed(entries, "mktree", "--missing");
    }

    /** {@return a few trees that stand for ten thousand million} */
    private String bomb(String content) {
        String tree = tree(content);
        for (int level = 0; level < LEVELS; level++) {
            String below = tree;
            tree = tree(IntStream.range(0, BRANCHES)
                    .mapToObj(branch -> "040000 tree " + below + "\td" + branch + "\n")
                    .collect(Collectors.joining()));
        }
        return tree;
    }

    private String oneFile() {
        return "100644 blob " + remote.git().feed("x", "hash-object", "-w", "--stdin") + "\tfile\n";
    }

    private PluginException readFailure() {
        return failure(() -> store.read(ReadRequest.of(WORKER)));
    }

    @Test
    void isLookedThroughUpToABound() throws IOException {
        String bomb = bomb(oneFile());
        AtomicInteger seen = new AtomicInteger();

        try (Repository repository = new RepositoryBuilder()
                        .setGitDir(remote.directory().toFile())
                        .build();
                ObjectReader reader = repository.newObjectReader()) {
            FileSearch search = new FileSearch(reader, false, (path, entry) -> seen.incrementAndGet() < 0, 1000);
            Directory top = Directory.read(reader, ObjectId.fromString(bomb));

            assertThatThrownBy(() -> search.in(top, WORKER))
                    .isInstanceOf(OutsizedTreeException.class)
                    .hasMessage("holds more than 1000 files and directories");
        }
        assertThat(seen).hasValueBetween(400, 1000);
    }

    @Test
    void hurtsNobodyElse() throws InterruptedException {
        place("worker/theirs", bomb(oneFile()));

        assertThat(write(owner("a", "1"))).extracting(ChangeOutcome::status).containsExactly(Status.WRITTEN);
        assertThat(read("worker/a")).containsOnlyKeys("worker/a/file.yaml");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesWayInAnOwnedDirectory(boolean files) throws InterruptedException {
        place("worker/redis", bomb(files ? oneFile() : EMPTY_TREE));

        write(owner("redis", "1"));

        assertThat(remote.files()).containsExactly("worker/redis/file.yaml");
    }

    @Test
    void staysInTheWayOfAFile() throws InterruptedException {
        place("worker/config", bomb(oneFile()));

        ChangeOutcome outcome = write(
                        single().file(WORKER.resolve("config"), Content.of("1")).build())
                .get(0);

        assertThat(outcome.refusal().orElseThrow())
                .hasMessageStartingWith("'worker/config' is a directory that holds 'worker/config/d0/d0/");
    }

    @Test
    void mayBeDeep() throws InterruptedException {
        remote.strangerPushes("main", "worker/redis/" + "d/".repeat(600) + "file", "x");

        PluginException failure = readFailure();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure)
                .hasMessage("branch 'main' of " + remote.directory() + ": what others wrote there holds directories"
                        + " that are more than 512 deep, and is not read; remove it from the branch");
        write(owner("redis", "1"));
        assertThat(remote.files()).containsExactly("worker/redis/file.yaml");
    }

    @Test
    void mayBeWide() throws InterruptedException {
        String file = oneFile().replaceAll("\t.*\n", "\t");
        place(
                "worker/redis/wide",
                tree(IntStream.range(1000, 5600)
                        .mapToObj(name -> file + name + "x".repeat(4000) + "\n")
                        .collect(Collectors.joining())));

        PluginException failure = readFailure();
        ChangeOutcome outcome = write(ownerOf("redis")
                        .file(WORKER.resolve("redis/wide/file"), Content.of("1"))
                        .build())
                .get(0);

        assertThat(failure).hasMessageContaining("a directory with more than 16777216 bytes of names");
        assertThat(outcome.refusal().orElseThrow().reason()).isEqualTo(Reason.REJECTED);
        assertThat(outcome.refusal().orElseThrow()).hasMessageContaining("bytes of names; it was left as it is");
        assertThat(write(gone("redis"))).extracting(ChangeOutcome::status).containsExactly(Status.WRITTEN);
        assertThat(remote.files()).isEmpty();
    }
}
