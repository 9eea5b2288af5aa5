// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However long the history is, and whatever others do with it: next to nothing of it is loaded. */
@DisplayName("Of the history")
class FetchedHistoryTest extends HttpFixture {
    private static final int LONG = 300;
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @BeforeEach
    void makeHistory() {
        remote.strangerCommitsOften("main", LONG, LONG_AGO);
    }

    private void open(String transport) throws InterruptedException {
        store = open(transport.equals("file") ? builder("counted") : https("counted"));
        write(owner("a", "1"));
    }

    private int objects() throws IOException {
        try (Stream<Path> copies = Files.list(directory.resolve("counted"))) {
            GitCommand git = new GitCommand(copies.findFirst().orElseThrow());
            return git.lines("count-objects", "-v").stream()
                    .filter(line -> line.startsWith("in-pack: "))
                    .mapToInt(line -> Integer.parseInt(line.substring("in-pack: ".length())))
                    .sum();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "https"})
    void theTipAloneIsLoadedFirst(String transport) throws IOException, InterruptedException {
        open(transport);

        assertThat(objects()).isLessThan(LONG + 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "https"})
    void thatOfAnOldBranchIsNotLoadedWhenSomebodyMergesIt(String transport) throws IOException, InterruptedException {
        remote.strangerCommitsOften("old", LONG, LONG_AGO);
        open(transport);
        int before = objects();

        remote.strangerCommits("main", "merge refs/heads/old", "M 100644 inline merged\ndata 1\nx");
        store.write(partOf(owner("b", "2")));

        assertThat(objects() - before).isLessThan(20);
        assertThat(remote.commits("main")).isEqualTo(2 * LONG + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "https"})
    void littleIsLoadedWhenSomebodyTakesTheBranchFarBack(String transport) throws IOException, InterruptedException {
        open(transport);
        int before = objects();

        remote.git().run("update-ref", "refs/heads/main", "main~" + LONG / 2);

        assertThat(failure(() -> store.write(partOf(owner("a", "2")))).reason()).isEqualTo(Reason.LOST);
        int after = objects();
        assertThat(failure(() -> store.write(partOf(owner("a", "2")))).reason()).isEqualTo(Reason.LOST);
        assertThat(after - before).isLessThan(60);
        assertThat(objects()).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "https"})
    void asMuchIsLoadedAsShowsThatTheBranchGoesOn(String transport) throws InterruptedException {
        open(transport);
        remote.strangerCommitsOften("main", 60, CLOCK.instant());

        assertThat(store.write(partOf(owner("b", "2"))))
                .extracting(ChangeOutcome::status)
                .containsExactly(ChangeOutcome.Status.WRITTEN);
    }
}
