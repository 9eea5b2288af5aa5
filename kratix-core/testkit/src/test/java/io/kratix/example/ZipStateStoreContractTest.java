// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import io.kratix.testkit.StateStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

class ZipStateStoreContractTest extends StateStoreContract {
    @TempDir
    Path directory;

    private Path zip() {
        return directory.resolve("state.zip");
    }

    private Map<StorePath, Content> tree() throws IOException {
        return Files.exists(zip()) ? ZipTree.read(zip()) : new TreeMap<>();
    }

    @Override
    protected StateStore open() {
        return new ZipStateStore(zip());
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return false;
    }

    @Override
    protected Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        tree().forEach((path, content) -> files.put(path.toString(), content.bytes()));
        return files;
    }

    @Override
    protected void writeAsStranger(String path, byte[] content) throws IOException {
        Map<StorePath, Content> files = tree();
        files.put(StorePath.existing(path), Content.of(content));
        ZipTree.write(files, zip());
    }

    @Override
    protected void removeAsStranger(String path) throws IOException {
        Map<StorePath, Content> files = tree();
        files.remove(StorePath.existing(path));
        ZipTree.write(files, zip());
    }

    @Override
    protected Loss losePlace() throws IOException {
        Files.delete(zip());
        return Loss.TAKEN_AWAY;
    }
}
