// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.StateStoreContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;

/** The first overwrite shows whether conditions are honoured; so each store has made one when its test begins. */
@DisplayName("A bucket State Store on S3Proxy whose conditional writes are trusted")
class ConditionalWritesContractTest extends StateStoreContract {
    private final S3Server server = startServer();

    /** {@return the server of each test} */
    S3Server startServer() {
        return S3Server.start();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Override
    protected StateStore open() {
        BucketStateStore store =
                server.store().conditionalWrites(true).createBucket(true).open();
        try {
            for (String text : List.of("once", "twice")) {
                store.write(WriteRequest.of(List.of(scratch()
                        .file(StorePath.of("scratch/file"), Content.of(text))
                        .build())));
            }
            store.write(WriteRequest.of(List.of(scratch().build())));
            return store;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts here", e);
        }
    }

    private static StateStoreChange.Builder scratch() {
        return StateStoreChange.builder("scratch", "scratch", StorePath.ROOT).directory(StorePath.of("scratch"));
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.FILE;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return true;
    }

    @Override
    protected Map<String, byte[]> files() {
        return server.files();
    }

    @Override
    protected void writeAsStranger(String path, byte[] content) {
        server.put(path, content);
    }

    @Override
    protected void removeAsStranger(String path) {
        server.remove(path);
    }

    @Override
    protected Loss losePlace() {
        server.removeBucket();
        return Loss.TAKEN_AWAY;
    }
}
