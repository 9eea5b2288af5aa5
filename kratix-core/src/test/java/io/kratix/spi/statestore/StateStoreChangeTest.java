// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A change says what shall hold, in a normal form that contradicts itself nowhere. */
final class StateStoreChangeTest {
    private static final StorePath ROOT = StorePath.of("clusters/worker-1");
    private static final Content CONTENT = Content.of("kind: ConfigMap");

    @Test
    void saysWhatShallHold() {
        StateStoreChange change = change().files(Map.of(path("b.yaml"), CONTENT, path("a.yaml"), CONTENT))
                .file(path("own/c.yaml"), CONTENT)
                .directory(path("own"))
                .absent(path("old.yaml"))
                .claim(path("a.yaml"))
                .title("Update from: redis-my-request")
                .attribute("promise", "redis")
                .build();

        assertThat(change.id()).isEqualTo("redis-my-request");
        assertThat(change.destination()).isEqualTo("worker-1");
        assertThat(change.destinationRoot()).isEqualTo(ROOT);
        assertThat(change.files().keySet()).containsExactly(path("a.yaml"), path("b.yaml"), path("own/c.yaml"));
        assertThat(change.directories()).containsExactly(path("own"));
        assertThat(change.absent()).containsExactly(path("old.yaml"));
        assertThat(change.title()).isEqualTo("Update from: redis-my-request");
        assertThat(change.attributes()).isEqualTo(Map.of("promise", "redis"));
        assertThat(change).hasToString("redis-my-request");
    }

    @Test
    void hasATitleWithoutOneBeingGiven() {
        assertThat(change().build().title()).isEqualTo("Update from: redis-my-request");
    }

    @Test
    void mayOwnTheDestinationsWholeRoot() {
        StateStoreChange change = change().directory(ROOT).build();

        assertThat(change.removes(path("anything.yaml"))).isTrue();
        assertThat(change.removes(StorePath.of("clusters/worker-10/a.yaml"))).isFalse();
    }

    @Test
    void removesWhatLiesInItsDirectoriesAndIsNoneOfItsFiles() {
        StateStoreChange change = change().file(path("own/kept.yaml"), CONTENT)
                .directory(path("own"))
                .build();

        assertThat(change.removes(path("own/kept.yaml"))).isFalse();
        assertThat(change.removes(path("own/strange.yaml"))).isTrue();
        assertThat(change.removes(path("own/deeper/strange.yaml"))).isTrue();
        assertThat(change.removes(StorePath.existing("clusters/worker-1/own/.git/config")))
                .isTrue();
    }

    @Test
    void removesTheSingleFilesThatShallBeAbsent() {
        StateStoreChange change = change().absent(path("old.yaml")).build();

        assertThat(change.removes(path("old.yaml"))).isTrue();
        assertThat(change.removes(path("old.yaml/below"))).isFalse();
    }

    @Test
    void removesNothingElse() {
        StateStoreChange change = change().file(path("own/kept.yaml"), CONTENT)
                .directory(path("own"))
                .build();

        assertThat(change.removes(path("strange.yaml"))).isFalse();
        assertThat(change.removes(path("own-twin/strange.yaml"))).isFalse();
        assertThat(change.removes(path("own"))).isTrue();
        assertThat(change.removes(StorePath.of("clusters/strange.yaml"))).isFalse();
    }

    @Test
    void claimsTheFilesThatAreTakenForTheFirstTime() {
        StateStoreChange change = change().file(path("new.yaml"), CONTENT)
                .file(path("known.yaml"), CONTENT)
                .claim(path("new.yaml"))
                .build();

        assertThat(change.claims(path("new.yaml"))).isTrue();
        assertThat(change.claims(path("known.yaml"))).isFalse();
    }

    @Test
    void refusesPathsOutsideTheDestination() {
        StorePath outside = StorePath.of("clusters/worker-2/a.yaml");

        assertRefused(change().file(outside, CONTENT), "'clusters/worker-2/a.yaml' lies outside 'clusters/worker-1'");
        assertRefused(change().directory(outside), "'clusters/worker-2/a.yaml' lies outside 'clusters/worker-1'");
        assertRefused(change().absent(outside), "'clusters/worker-2/a.yaml' lies outside 'clusters/worker-1'");
        assertRefused(
                change().directory(StorePath.of("clusters/worker-10")),
                "'clusters/worker-10' lies outside 'clusters/worker-1'");
    }

    @Test
    void refusesAFileWhereAnotherNeedsADirectory() {
        assertRefused(
                change().file(path("a"), CONTENT).file(path("a/b/c.yaml"), CONTENT),
                "file 'clusters/worker-1/a/b/c.yaml' needs a directory where 'clusters/worker-1/a' is a file");
    }

    @Test
    void refusesAFileThatIsAnOwnedDirectoryToo() {
        assertRefused(
                change().file(path("a"), CONTENT).directory(path("a")),
                "'clusters/worker-1/a' is both a file and an owned directory");
    }

    @Test
    void refusesAFileThatShallBeAbsentToo() {
        assertRefused(
                change().file(path("a"), CONTENT).absent(path("a")),
                "'clusters/worker-1/a' shall both be there and be absent");
    }

    @Test
    void refusesToClaimWhatIsNoneOfItsFiles() {
        assertRefused(
                change().file(path("a"), CONTENT).claim(path("b")),
                "claims 'clusters/worker-1/b', which is none of its files");
    }

    @Test
    void refusesTheRootAsAFile() {
        StateStoreChange.Builder change =
                StateStoreChange.builder("id", "worker-1", StorePath.ROOT).file(StorePath.ROOT, CONTENT);

        assertThatThrownBy(change::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("change 'id': the root is no file");
    }

    @Test
    void refusesToWriteAPathThatWasNeverChecked() {
        StorePath escaping = StorePath.existing("clusters/worker-1/../worker-2/a.yaml");

        assertThatThrownBy(() -> change().file(escaping, CONTENT).build())
                .isInstanceOf(InvalidPathException.class)
                .hasMessage("path 'clusters/worker-1/../worker-2/a.yaml' must not have the segment '..'");
    }

    @Test
    void refusesToWriteAPathInAnotherThanItsOneSpelling() {
        StorePath decomposed = StorePath.existing("clusters/worker-1/cafe\u0301.yaml");

        assertRefused(
                change().file(decomposed, CONTENT), "'clusters/worker-1/cafe\u0301.yaml' is not in its one spelling");
    }

    @Test
    void refusesATitleOfSeveralLines() {
        assertRefused(change().title("Update from: a\nSigned-off-by: b"), "its title is more than one line of text");
    }

    private static StateStoreChange.Builder change() {
        return StateStoreChange.builder("redis-my-request", "worker-1", ROOT);
    }

    private static StorePath path(String below) {
        return ROOT.resolve(below);
    }

    private static void assertRefused(StateStoreChange.Builder change, String problem) {
        assertThatThrownBy(change::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("change 'redis-my-request': " + problem);
    }
}
