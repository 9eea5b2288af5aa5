// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import io.kratix.testkit.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What a Git State Store does, whichever way its repository is reached. */
abstract class GitContract extends StateStoreContract {
    @TempDir
    Path directory;

    /** {@return a builder of a store on a repository of this machine, which is reached in the way that is to be tested} */
    abstract GitStateStoreBuilder builder(BareRepository remote, Path cache) throws IOException;

    private BareRepository remote() throws IOException {
        Path repository = directory.resolve("remote.git");
        return Files.isDirectory(repository) ? BareRepository.at(repository) : BareRepository.create(repository);
    }

    @AfterEach
    void leavesASoundRepository() throws IOException {
        remote().isSound();
    }

    @Override
    protected StateStore open() throws IOException {
        return builder(remote(), directory.resolve("cache"))
                .minimumFetchInterval(Duration.ZERO)
                .open();
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return true;
    }

    @Override
    protected Map<String, byte[]> files() throws IOException {
        return remote().contents();
    }

    @Override
    protected void writeAsStranger(String path, byte[] content) throws IOException {
        remote().strangerWrites(path, content);
    }

    @Override
    protected void removeAsStranger(String path) throws IOException {
        remote().strangerCommits("main", "D " + BareRepository.quoted(path));
    }

    @Override
    protected Loss losePlace() throws IOException {
        remote().git().run("update-ref", "-d", "refs/heads/main");
        return Loss.TAKEN_AWAY;
    }
}
