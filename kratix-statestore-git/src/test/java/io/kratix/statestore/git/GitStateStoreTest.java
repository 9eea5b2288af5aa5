// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateStoreTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2025-03-04T05:06:07Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private BareRepository remote;
    private GitStateStore store;

    @BeforeEach
    void open() throws IOException {
        remote = BareRepository.create(directory.resolve("remote.git"));
        store = builder().open();
    }

    @AfterEach
    void close() {
        store.close();
        remote.isSound();
    }

    @Test
    void initialisesAnEmptyRepositoryByTheFirstWrite() throws InterruptedException {
        List<ChangeOutcome> outcomes = store.write(WriteRequest.of(List.of(owner("redis", "a: 1\n"))));

        assertThat(outcomes).extracting(ChangeOutcome::status).containsExactly(ChangeOutcome.Status.WRITTEN);
        assertThat(outcomes.get(0).revision()).isEqualTo(remote.git().run("rev-parse", "main"));
        assertThat(remote.files()).containsExactly("worker/redis/file.yaml");
        assertThat(remote.content("worker/redis/file.yaml")).isEqualTo("a: 1");
    }

    private GitStateStoreBuilder builder() {
        return GitStateStore.builder(remote.url(), directory.resolve("cache"))
                .minimumFetchInterval(Duration.ZERO)
                .clock(CLOCK);
    }

    private static StateStoreChange owner(String name, String content) {
        StorePath root = StorePath.of("worker");
        StorePath owned = root.resolve(name);
        return StateStoreChange.builder(name, "worker", root)
                .directory(owned)
                .file(owned.resolve("file.yaml"), Content.of(content))
                .build();
    }
}
