// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Somebody else")
class OtherWritersTest extends StoreFixture {
    private PluginException checkpointFailure(Runnable others) {
        return failure(() -> store.write(new TestRequest(List.of(owner("a", "ours")), others::run, true)));
    }

    @Nested
    @DisplayName("who pushes first")
    class Races {
        @Test
        void winsAndWeGoOnFromThere() throws InterruptedException {
            write(owner("a", "1"));

            PluginException conflict = checkpointFailure(() -> remote.strangerPushes("main", "theirs.txt", "x"));
            List<ChangeOutcome> again = write(owner("a", "ours"));

            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(conflict).hasMessage("somebody else pushed to branch 'main' of " + remote.directory());
            assertThat(again).extracting(ChangeOutcome::status).containsExactly(Status.WRITTEN);
            assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
            assertThat(remote.commits("main")).isEqualTo(3);
        }

        @Test
        void isSeenAtOnceDespiteTheFetchInterval() throws InterruptedException {
            store = open(builder("patient").minimumFetchInterval(Duration.ofDays(1)));
            write(owner("a", "1"));

            PluginException conflict = checkpointFailure(() -> remote.strangerPushes("main", "theirs.txt", "x"));
            write(owner("a", "ours"));

            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
        }

        @Test
        void mayCreateTheBranchBeforeUs() throws InterruptedException {
            PluginException conflict = checkpointFailure(() -> remote.strangerPushes("main", "theirs.txt", "x"));
            write(owner("a", "ours"));

            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(remote.files()).containsExactly("theirs.txt", "worker/a/file.yaml");
        }

        @Test
        void mayHoldTheLockOfTheBranch() throws IOException, InterruptedException {
            write(owner("a", "1"));
            Path lock = Files.createFile(remote.directory().resolve("refs/heads/main.lock"));

            PluginException conflict = failure(() -> write(owner("a", "2")));
            Files.delete(lock);
            write(owner("a", "2"));

            assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
            assertThat(conflict)
                    .hasMessageStartingWith("the remote refused the push to branch 'main' of " + remote.directory()
                            + ": failed to update ref");
            assertThat(remote.content("worker/a/file.yaml")).isEqualTo("2");
        }

        @Test
        void mayBeAnotherStoreOfOurs() throws InterruptedException {
            GitStateStore other = open(builder("other"));
            write(owner("a", "1"));
            other.write(WriteRequest.of(List.of(owner("b", "2"))));

            write(owner("a", "3"));

            assertThat(remote.files()).containsExactly("worker/a/file.yaml", "worker/b/file.yaml");
            assertThat(remote.commits("main")).isEqualTo(3);
        }
    }

    @Test
    void isNotNoticedWithinTheFetchInterval() throws InterruptedException {
        store = open(builder("patient").minimumFetchInterval(Duration.ofDays(1)));
        write(owner("a", "1"));

        remote.strangerPushes("main", "worker/a/file.yaml", "theirs");

        assertThat(read("worker")).containsEntry("worker/a/file.yaml", "1");
        assertThat(write(owner("a", "1"))).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
    }

    @Nested
    @DisplayName("who deletes or rewrites the branch")
    class Losses {
        @Test
        void makesAPartBeRefusedAndTheWholeBeWrittenAnew() throws InterruptedException {
            write(owner("a", "1"));
            remote.strangerPushes("keep", "x", "x");
            remote.git().run("update-ref", "-d", "refs/heads/main");

            PluginException lost = failure(() -> store.write(partOf(owner("b", "2"))));
            write(owner("a", "1"), owner("b", "2"));

            assertThat(lost.reason()).isEqualTo(Reason.LOST);
            assertThat(lost).hasMessage("branch 'main' of " + remote.directory() + " was deleted");
            assertThat(remote.files()).containsExactly("worker/a/file.yaml", "worker/b/file.yaml");
        }

        @Test
        void isNoticedAfterARestart() throws InterruptedException {
            write(owner("a", "1"));
            store.close();
            remote.git().run("update-ref", "-d", "refs/heads/main");

            store = open(builder("cache"));

            assertThat(failure(() -> store.write(partOf(owner("b", "2")))).reason())
                    .isEqualTo(Reason.LOST);
        }

        @Test
        void isNoticedWithoutACacheWhenTheRequestIsPartial() {
            PluginException lost = failure(() -> store.write(partOf(owner("b", "2"))));

            assertThat(lost.reason()).isEqualTo(Reason.LOST);
            assertThat(lost)
                    .hasMessage(
                            "branch 'main' of " + remote.directory() + " does not exist yet, the repository is empty");
        }

        @Test
        void isNoticedWhenTheBranchIsSetBack() throws InterruptedException {
            write(owner("a", "1"));
            write(owner("b", "2"));
            remote.git().run("update-ref", "refs/heads/main", "main~1");

            PluginException lost = failure(() -> store.write(partOf(owner("c", "3"))));
            PluginException still = failure(() -> store.write(partOf(owner("c", "3"))));
            write(owner("a", "1"), owner("b", "2"), owner("c", "3"));
            store.write(partOf(owner("d", "4")));

            assertThat(lost.reason()).isEqualTo(Reason.LOST);
            assertThat(lost)
                    .hasMessage("branch 'main' of " + remote.directory()
                            + " was rewritten: the commit known before is not among the last 256 of its history");
            assertThat(still.reason()).isEqualTo(Reason.LOST);
            assertThat(remote.files()).hasSize(4);
        }

        @Test
        void isNoticedWhenTheBranchIsAnotherOneOfThatName() throws InterruptedException {
            write(owner("a", "1"));
            remote.strangerPushes("fresh", "x", "x");
            remote.git().run("update-ref", "refs/heads/main", "fresh");

            PluginException lost = failure(() -> store.write(partOf(owner("b", "2"))));
            assertThat(read("")).containsOnlyKeys("x");
            PluginException still = failure(() -> store.write(partOf(owner("b", "2"))));
            write(owner("a", "1"), owner("b", "2"));

            assertThat(lost.reason()).isEqualTo(Reason.LOST);
            assertThat(still.reason()).isEqualTo(Reason.LOST);
            assertThat(remote.files()).containsExactly("worker/a/file.yaml", "worker/b/file.yaml", "x");
        }

        @Test
        void isForgottenWhenTheWholeTurnsOutToHold() throws InterruptedException {
            write(owner("a", "1"));
            write(owner("b", "2"));
            remote.git().run("update-ref", "refs/heads/main", "main~1");

            write(owner("a", "1"));
            List<ChangeOutcome> part = store.write(partOf(owner("a", "1")));

            assertThat(part).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
        }

        @Test
        void neverMakesTheBranchLookEmptyToAReader() throws InterruptedException {
            assertThat(failure(() -> read("")).reason()).isEqualTo(Reason.LOST);
            write(owner("a", "1"));
            remote.git().run("update-ref", "-d", "refs/heads/main");

            assertThat(failure(() -> read("")).reason()).isEqualTo(Reason.LOST);
        }
    }

    @Nested
    @DisplayName("who made other branches only")
    class MissingBranch {
        @Test
        void isToldThatTheNameMayBeWrong() {
            remote.strangerPushes("master", "x", "x");
            String words = "branch 'main' of " + remote.directory()
                    + " does not exist, though the repository has others: correct the document's 'branch', push the"
                    + " branch, or let the engine make it by 'createBranch: true' in its configuration for kind"
                    + " GitStateStore";

            for (PluginException failure : List.of(
                    failure(() -> write(owner("a", "1"))),
                    failure(() -> read("")),
                    failure(() -> store.checkAccess(StorePath.ROOT)))) {
                assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
                assertThat(failure).hasMessage(words);
            }
            assertThat(remote.git().lines("branch", "--format=%(refname:short)"))
                    .containsExactly("master");
        }

        @Test
        void getsTheBranchMadeWhereTheEmbedderAllowsIt() throws InterruptedException {
            remote.strangerPushes("master", "x", "x");
            store = open(builder("cache2").createBranch(true));

            store.checkAccess(StorePath.ROOT);
            PluginException absent = failure(() -> read(""));
            write(owner("a", "1"));

            assertThat(absent.reason()).isEqualTo(Reason.LOST);
            assertThat(absent)
                    .hasMessage("branch 'main' of " + remote.directory()
                            + " does not exist, though the repository has others");
            assertThat(remote.files()).containsExactly("worker/a/file.yaml");
            assertThat(remote.commits("main")).isEqualTo(1);
        }

        @Test
        void stillMakesAPartBeRefused() {
            remote.strangerPushes("master", "x", "x");

            assertThat(failure(() -> store.write(partOf(owner("a", "1")))).reason())
                    .isEqualTo(Reason.LOST);
        }
    }

    @Nested
    @DisplayName("who guards the repository by hooks")
    class Hooks {
        @Test
        void hasTheLastWordAndIsQuoted() throws IOException, InterruptedException {
            write(owner("a", "1"));
            remote.hook("pre-receive", "echo 'policy 17: no writes on Fridays, permission denied' >&2; exit 1");

            PluginException refused = failure(() -> write(owner("a", "2")));

            assertThat(refused.reason()).isEqualTo(Reason.REJECTED);
            assertThat(refused)
                    .hasMessage("the remote refused the push to branch 'main' of " + remote.directory()
                            + ": pre-receive hook declined; it said: policy 17: no writes on Fridays,"
                            + " permission denied");
            assertThat(remote.content("worker/a/file.yaml")).isEqualTo("1");
        }

        @Test
        void maySpeakWithoutRefusing() throws IOException, InterruptedException {
            remote.hook("post-receive", "cat > ../received; echo thanks");

            write(owner("a", "1"));

            assertThat(directory.resolve("received")).content().contains("refs/heads/main");
        }

        @Test
        void isNotPassedOverWhereNoGitProgramCouldRunThem() throws IOException {
            remote.hook("update", "exit 0");
            store = open(builder("cache2").gitProgram(Optional.empty()));

            PluginException failure = failure(() -> write(owner("a", "1")));

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure)
                    .hasMessage("the hook " + remote.directory().resolve("hooks/update")
                            + " can only be run by the git program, and there is none on the PATH; install git or"
                            + " remove the hook");
        }
    }

    @Test
    void whatTheCheckpointThrowsPassesAndNothingIsPushed() throws InterruptedException {
        write(owner("a", "1"));
        IllegalStateException stop = new IllegalStateException("the lease is lost");

        assertThatThrownBy(() -> store.write(new TestRequest(
                        List.of(owner("a", "2")),
                        () -> {
                            throw stop;
                        },
                        true)))
                .isSameAs(stop);
        assertThat(remote.pushes("main")).isEqualTo(1);
        assertThat(store.read(ReadRequest.of(StorePath.ROOT))).isPresent();
        assertThat(read("worker")).containsEntry("worker/a/file.yaml", "1");
    }
}
