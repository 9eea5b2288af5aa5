// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.StateStore;
import io.kratix.testkit.StateStoreContract;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A bucket State Store on S3Proxy")
class BucketStateStoreContractTest extends StateStoreContract {
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
        return server.store().createBucket(true).open();
    }

    @Override
    protected Atomicity atomicity() {
        return Atomicity.FILE;
    }

    @Override
    protected boolean detectsOtherWriters() {
        return false;
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
