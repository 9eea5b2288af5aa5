// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.statestore.ChangeOutcome.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes and what stays. */
abstract class RemovingRules extends StateStoreRules {
    RemovingRules(StateStoreContract contract) {
        super(contract);
    }

    @Test
    void removesFilesThatTheChangeNamesNoMore() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a", "b.yaml", "b", "deep/er/c.yaml", "c"));

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void removesStrangersFilesInside() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a"));
        strangerWrites("redis/stranger.yaml", "s");
        strangerWrites("redis/deep/stranger.yaml", "s");

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void removesStrangersFilesInsideWhoseNamesNoChangeMayHave() throws InterruptedException {
        strangerWrites("redis/ends in a dot.", "s");
        strangerWrites("redis/decomposed-e\u0301.yaml", "s");

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void removesADirectoryForWhichNoFilesAreNamed() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a", "deep/b.yaml", "b"));
        hold(owner("other", "a.yaml", "a"));

        hold(owner("redis"));

        assertThat(visible()).isEqualTo(Map.of("other/a.yaml", "a"));
        assertStatus(write(owner("redis")).get(0), Status.UNCHANGED);
    }

    @Test
    void leavesNeighboursThatBeginWithTheSameNameAlone() throws InterruptedException {
        hold(owner("a/bc", "a.yaml", "a"));
        strangerWrites("a/b.yaml", "s");
        strangerWrites("a/b-c/stranger.yaml", "s");
        strangerWrites("a/b0", "s");

        hold(owner("a/b", "a.yaml", "a"));
        hold(owner("a/b"));

        assertThat(visible())
                .isEqualTo(Map.of("a/bc/a.yaml", "a", "a/b.yaml", "s", "a/b-c/stranger.yaml", "s", "a/b0", "s"));
    }

    @Test
    void leavesStrangersFilesOutsideAlone() throws InterruptedException {
        strangerWrites("README.md", "s");
        strangerWrites("a/README.md", "s");
        strangerWrites("other/stranger.yaml", "s");

        hold(owner("a/redis", "a.yaml", "a"));
        hold(single("a/single.yaml", "b"));

        assertThat(visible())
                .isEqualTo(Map.of(
                        "README.md", "s",
                        "a/README.md", "s",
                        "other/stranger.yaml", "s",
                        "a/redis/a.yaml", "a",
                        "a/single.yaml", "b"));
    }

    @Test
    void removesAbsentFilesAndNothingElse() throws InterruptedException {
        hold(single("x.yaml", "x"));
        hold(single("x.yaml.bak", "y"));
        strangerWrites("dir/stranger.yaml", "s");

        hold(change("x").absent(path("x.yaml")).absent(path("dir")).build());

        assertThat(visible()).isEqualTo(Map.of("x.yaml.bak", "y", "dir/stranger.yaml", "s"));
    }

    @Test
    void takesAnAbsentFileThatIsNotThereForUnchanged() throws InterruptedException {
        hold(single("y.yaml", "y"));

        assertStatus(write(change("x").absent(path("x.yaml")).build()).get(0), Status.UNCHANGED);
    }

    @Test
    void turnsAFileOfItsOwnIntoADirectory() throws InterruptedException {
        hold(owner("redis", "x", "a file"));

        hold(owner("redis", "x/a.yaml", "in a directory"));

        assertThat(visible()).isEqualTo(Map.of("redis/x/a.yaml", "in a directory"));
    }

    @Test
    void turnsADirectoryOfItsOwnIntoAFile() throws InterruptedException {
        hold(owner("redis", "x/a.yaml", "in a directory", "x/deep/b.yaml", "deeper"));

        hold(owner("redis", "x", "a file"));

        assertThat(visible()).isEqualTo(Map.of("redis/x", "a file"));
    }

    @Test
    void putsADirectoryOfItsOwnWhereAFileWas() throws InterruptedException {
        strangerWrites("redis", "a file");

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }
}
