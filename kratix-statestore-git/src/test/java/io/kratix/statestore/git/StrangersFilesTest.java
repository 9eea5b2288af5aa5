// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What strangers committed")
class StrangersFilesTest extends StoreFixture {
    private static final String COMMIT = "1234567890123456789012345678901234567890";

    private static void assertRefused(ChangeOutcome outcome, String obstacle, String owner) {
        assertThat(outcome.status()).isEqualTo(Status.REFUSED);
        assertThat(outcome.refusal().orElseThrow().reason()).isEqualTo(Reason.REJECTED);
        assertThat(outcome.refusal().orElseThrow())
                .hasMessage(obstacle + "; it was left as it is, and nothing of '" + owner
                        + "' was written. Remove it from the branch, or move what shall be written");
    }

    @Nested
    @DisplayName("outside owned directories")
    class Outside {
        @Test
        void staysByteForByteAndWithItsMode() throws InterruptedException {
            remote.strangerCommits(
                    "main",
                    "M 100755 inline worker/run.sh\ndata 2\n#!",
                    "M 120000 inline worker/link\ndata 11\n/etc/passwd",
                    "M 160000 " + COMMIT + " worker/module",
                    "M 100644 inline .gitattributes\ndata 15\n* text eol=crlf",
                    "M 100644 inline .gitignore\ndata 2\n*\n",
                    "M 100644 inline worker/back\\slash\ndata 1\nx",
                    "M 100644 inline \"worker/\\377\\376\"\ndata 1\nx",
                    "M 100644 inline \"worker/tab\\there\"\ndata 1\nx",
                    "M 100644 inline worker/Redis\ndata 1\nx",
                    "M 100644 inline worker/redis-\ndata 1\nx",
                    "M 100644 inline worker/redis.x\ndata 1\nx",
                    "M 100644 inline worker/redis0\ndata 1\nx");
            List<String> before = remote.entries();

            write(owner("redis", "line\n"));
            assertThat(remote.entries()).containsAll(before).hasSize(before.size() + 1);
            assertThat(remote.git().run("cat-file", "-s", "main:worker/redis/file.yaml"))
                    .isEqualTo("5");
            write(gone("redis"));

            assertThat(remote.entries()).isEqualTo(before);
        }

        @Test
        void isReadUnderTheNamesItHas() throws InterruptedException {
            remote.strangerCommits(
                    "main",
                    "M 100644 inline \"tab\\there\"\ndata 1\n1",
                    "M 100644 inline \"\\377\"\ndata 1\n2",
                    "M 100644 inline back\\slash\ndata 1\n3",
                    "M 120000 inline link\ndata 6\ntarget",
                    "M 160000 " + COMMIT + " module");

            assertThat(read(""))
                    .containsOnly(
                            entry("tab\there", "1"),
                            entry("ÿ", "2"),
                            entry("back\\slash", "3"),
                            entry("link", "target"));
        }

        @Test
        void isNotConfusedWithNamesThatDifferInCaseOrUnicodeForm() throws InterruptedException {
            remote.strangerCommits(
                    "main",
                    "M 100644 inline WORKER/redis/file.yaml\ndata 1\nx",
                    "M 100644 inline worker/REDIS/file.yaml\ndata 1\nx",
                    "M 100644 inline \"worker/u\\314\\210/file.yaml\"\ndata 1\nx");

            write(owner("redis", "1"), owner("ü", "2"));
            write(gone("redis"), gone("ü"));

            assertThat(remote.files()).hasSize(3);
        }
    }

    @Nested
    @DisplayName("inside an owned directory")
    class Inside {
        @Test
        void goesWhateverItIs() throws InterruptedException {
            remote.strangerCommits(
                    "main",
                    "M 100644 inline worker/redis/stray.yaml\ndata 1\nx",
                    "M 120000 inline worker/redis/link\ndata 2\n..",
                    "M 160000 " + COMMIT + " worker/redis/module",
                    "M 100644 inline \"worker/redis/deep/\\377\"\ndata 1\nx",
                    "M 120000 inline worker/redis/file.yaml\ndata 4\n../x",
                    "M 100644 inline worker/redis/sub\ndata 1\nx");

            write(ownerOf("redis")
                    .file(file("redis"), Content.of("1"))
                    .file(WORKER.resolve("redis/sub/file"), Content.of("2"))
                    .build());

            assertThat(remote.entries()).hasSize(2).allMatch(entry -> entry.startsWith("100644 blob "));
            assertThat(remote.files()).containsExactly("worker/redis/file.yaml", "worker/redis/sub/file");
        }

        @Test
        void losesTheExecutableBitBecauseTheContentIsExact() throws InterruptedException {
            write(owner("redis", "1"));
            remote.strangerCommits("main", "M 100755 inline worker/redis/file.yaml\ndata 1\n1");

            write(owner("redis", "1"));

            assertThat(remote.entries()).hasSize(1).allMatch(entry -> entry.startsWith("100644 blob "));
        }
    }

    @Nested
    @DisplayName("at the path of an owned directory")
    class InItsPlace {
        @Test
        void goesAndIsNotFollowed() throws InterruptedException {
            for (String stranger : List.of(
                    "M 100644 inline worker/redis\ndata 1\nx",
                    "M 120000 inline worker/redis\ndata 4\n/tmp",
                    "M 160000 " + COMMIT + " worker/redis")) {
                remote.strangerCommits("main", stranger);

                write(owner("redis", "1"));

                assertThat(remote.files()).containsExactly("worker/redis/file.yaml");
            }
        }

        @Test
        void goesWithTheOwner() throws InterruptedException {
            remote.strangerCommits("main", "M 120000 inline worker/redis\ndata 4\n/tmp");

            write(gone("redis"));

            assertThat(remote.files()).isEmpty();
        }
    }

    @Nested
    @DisplayName("in the way")
    class Obstacles {
        @Test
        void refusesThatChangeAloneIfItIsAFile() throws InterruptedException {
            remote.strangerPushes("main", "worker/apps", "a file");

            List<ChangeOutcome> outcomes = write(owner("a", "1"), owner("apps/redis", "2"), owner("z", "3"));

            assertThat(outcomes)
                    .extracting(ChangeOutcome::status)
                    .containsExactly(Status.WRITTEN, Status.REFUSED, Status.WRITTEN);
            assertRefused(outcomes.get(1), "'worker/apps' is a file where a directory must be", "apps/redis");
            assertThat(remote.content("worker/apps")).isEqualTo("a file");
            assertThat(remote.files()).hasSize(3);
        }

        @Test
        void isNeverFollowedIfItIsASymbolicLink() throws InterruptedException {
            remote.strangerCommits("main", "M 120000 inline worker\ndata 4\n/tmp");

            assertRefused(
                    write(owner("redis", "1")).get(0),
                    "'worker' is a symbolic link where a directory must be",
                    "redis");
            assertThat(write(gone("redis"))).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
        }

        @Test
        void isLeftAloneIfItIsASubmodule() throws InterruptedException {
            remote.strangerCommits("main", "M 160000 " + COMMIT + " worker/apps");

            assertRefused(
                    write(owner("apps/redis", "1")).get(0),
                    "'worker/apps' is a submodule where a directory must be",
                    "apps/redis");
        }

        @Test
        void refusesAFileWhereADirectoryHoldsOthers() throws InterruptedException {
            remote.strangerPushes("main", "worker/config/theirs", "x");

            ChangeOutcome outcome = write(single().file(WORKER.resolve("config"), Content.of("1"))
                            .build())
                    .get(0);

            assertRefused(outcome, "'worker/config' is a directory that holds 'worker/config/theirs'", "single");
        }

        @Test
        void isNoObstacleIfTheChangeTakesItAway() throws InterruptedException {
            StorePath config = WORKER.resolve("config");
            write(single().file(config.resolve("a"), Content.of("1")).build());

            write(single().file(config, Content.of("2"))
                    .absent(config.resolve("a"))
                    .build());
            assertThat(remote.files()).containsExactly("worker/config");
            write(single().file(config.resolve("b"), Content.of("3"))
                    .absent(config)
                    .build());

            assertThat(remote.files()).containsExactly("worker/config/b");
        }
    }

    @Nested
    @DisplayName("at a claimed path")
    class Claims {
        private final StorePath path = WORKER.resolve("config");

        @Test
        void staysAndTheChangeIsRefused() throws InterruptedException {
            remote.strangerPushes("main", "worker/config", "theirs");

            ChangeOutcome outcome = write(
                            single().file(path, Content.of("ours")).claim(path).build())
                    .get(0);

            assertRefused(outcome, "'worker/config' is a file that others wrote", "single");
        }

        @Test
        void isTakenOverIfItIsEqual() throws InterruptedException {
            remote.strangerPushes("main", "worker/config", "same");

            List<ChangeOutcome> outcomes =
                    write(single().file(path, Content.of("same")).claim(path).build());

            assertThat(outcomes).extracting(ChangeOutcome::status).containsExactly(Status.UNCHANGED);
        }

        @Test
        void isReplacedOnceThePathIsOurs() throws InterruptedException {
            remote.strangerCommits("main", "M 100755 inline worker/config\ndata 6\ntheirs");

            write(single().file(path, Content.of("ours")).build());

            assertThat(remote.content("worker/config")).isEqualTo("ours");
            assertThat(remote.entries()).allMatch(entry -> entry.startsWith("100755 blob "));
        }
    }
}
