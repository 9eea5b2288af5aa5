// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What others wrote, where a change wants to be. */
abstract class StrangersRules extends StateStoreRules {
    StrangersRules(StateStoreContract contract) {
        super(contract);
    }

    @Test
    void refusesAClaimOnAFileOfOtherContent() throws InterruptedException {
        strangerWrites("app.yaml", "a stranger's");

        ChangeOutcome outcome = write(claim("app.yaml", "ours")).get(0);

        assertRefused(outcome, Reason.REJECTED);
        assertThat(visible()).isEqualTo(Map.of("app.yaml", "a stranger's"));
    }

    @Test
    void takesAClaimedFileOfTheSameContent() throws InterruptedException {
        strangerWrites("app.yaml", "ours");

        assertStatus(write(claim("app.yaml", "ours")).get(0), Status.UNCHANGED);
    }

    @Test
    void writesAClaimedFileThatNobodyHas() throws InterruptedException {
        hold(claim("app.yaml", "ours"));

        assertThat(visible()).isEqualTo(Map.of("app.yaml", "ours"));
    }

    @Test
    void overwritesAStrangersFileThatIsNotClaimed() throws InterruptedException {
        strangerWrites("app.yaml", "a stranger's");

        hold(single("app.yaml", "ours"));

        assertThat(visible()).isEqualTo(Map.of("app.yaml", "ours"));
    }

    @Test
    void refusesADirectoryWhereAStrangersFileIs() throws InterruptedException {
        strangerWrites("a", "a stranger's file");

        ChangeOutcome outcome = write(owner("a/b", "a.yaml", "a")).get(0);

        assertRefused(outcome, Reason.REJECTED);
        assertThat(visible()).isEqualTo(Map.of("a", "a stranger's file"));
    }

    @Test
    void refusesAFileWhereAStrangersDirectoryIs() throws InterruptedException {
        strangerWrites("app.yaml/stranger.yaml", "a stranger's");

        ChangeOutcome outcome = write(single("app.yaml", "ours")).get(0);

        assertRefused(outcome, Reason.REJECTED);
        assertThat(visible()).isEqualTo(Map.of("app.yaml/stranger.yaml", "a stranger's"));
    }

    @Test
    void refusesOneChangeAndMakesTheOthersOfItsRequestHold() throws InterruptedException {
        strangerWrites("a", "a stranger's file");

        List<ChangeOutcome> outcomes =
                write(owner("first", "a.yaml", "1"), owner("a/b", "a.yaml", "2"), owner("third", "a.yaml", "3"));

        assertThat(statuses(outcomes)).containsExactly(Status.WRITTEN, Status.REFUSED, Status.WRITTEN);
        assertThat(visible()).isEqualTo(Map.of("first/a.yaml", "1", "a", "a stranger's file", "third/a.yaml", "3"));
    }

    @Test
    void leavesEverythingOfARefusedChangeAsItWas() throws InterruptedException {
        hold(owner("redis", "stale.yaml", "stale", "a.yaml", "before"));
        hold(single("gone.yaml", "not yet"));
        strangerWrites("z.yaml", "a stranger's");
        Map<String, String> before = visible();

        ChangeOutcome outcome = write(change("redis")
                        .directory(path("redis"))
                        .file(path("redis/a.yaml"), Content.of("after"))
                        .file(path("redis/new.yaml"), Content.of("new"))
                        .absent(path("gone.yaml"))
                        .file(path("z.yaml"), Content.of("ours"))
                        .claim(path("z.yaml"))
                        .build())
                .get(0);

        assertRefused(outcome, Reason.REJECTED);
        assertThat(visible()).isEqualTo(before);
    }

    @Test
    void makesARefusedChangeHoldOnceTheObstacleIsGone() throws InterruptedException {
        strangerWrites("a", "a stranger's file");
        write(owner("a/b", "a.yaml", "a"));
        strangerRemoves("a");

        hold(owner("a/b", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("a/b/a.yaml", "a"));
    }

    private static StateStoreChange claim(String file, String text) {
        return change(file).file(path(file), Content.of(text)).claim(path(file)).build();
    }
}
