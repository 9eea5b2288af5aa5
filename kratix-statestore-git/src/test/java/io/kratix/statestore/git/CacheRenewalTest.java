// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a cache does when it is made anew. */
class CacheRenewalTest extends StoreFixture {
    private Path repository(int number) {
        return directory.resolve("renewed").resolve("repository-" + number);
    }

    /** {@return what git says of the cached blobs} One that is a delta has seven words, the last of which is its base. */
    private List<String> blobs(Path repository) throws IOException {
        GitCommand git = new GitCommand(repository);
        try (Stream<Path> packs = Files.list(repository.resolve("objects/pack"))) {
            return packs.map(Path::toString)
                    .filter(file -> file.endsWith(".idx"))
                    .flatMap(file -> git.lines("verify-pack", "-v", file).stream())
                    .filter(line -> line.contains(" blob "))
                    .toList();
        }
    }

    @Test
    void copiesTheTipWithoutSearchingForDeltas() throws IOException, InterruptedException {
        store = open(builder("renewed").cacheBounds(new CacheBounds(2, 1_000_000)));
        write(IntStream.range(0, 30)
                .mapToObj(number -> owner("owner-" + number, "much the same\n".repeat(100) + number))
                .toArray(StateStoreChange[]::new));
        for (int version = 0; version < 3; version++) {
            write(owner("a", String.valueOf(version)));
        }

        assertThat(blobs(repository(2))).hasSizeGreaterThan(30).allMatch(line -> line.split("\\s+").length == 5);
    }
}
