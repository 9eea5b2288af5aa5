// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.statestore.WriteRequest;
import java.nio.file.Path;
import java.security.Permission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that writes into a store and halts its JVM at the k-th call for a file of the test or for another program,
 * which the JDK tells a security manager of before it makes it. Without a halt it prints how many there were.
 */
@SuppressWarnings("removal")
final class KilledWriter extends SecurityManager {
    static final int STATUS = 137;

    private final String folder;
    private final int last;
    private final AtomicInteger calls = new AtomicInteger();

    private KilledWriter(String folder, int last) {
        this.folder = folder;
        this.last = last;
    }

    /** Takes the folder of the test, and at which call to halt. */
    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        KilledWriter killer = new KilledWriter(args[0], Integer.parseInt(args[1]));
        System.setSecurityManager(killer);
        try (GitStateStore store = GitStateStore.builder(
                        folder.resolve("remote.git").toUri().toString(), folder.resolve("cache"))
                .minimumFetchInterval(Duration.ZERO)
                .clock(StoreFixture.CLOCK)
                .open()) {
            store.write(WriteRequest.of(List.of(StoreFixture.owner("a", "new"), StoreFixture.gone("b"))));
        }
        System.out.println(killer.calls.get());
    }

    private void call() {
        if (calls.incrementAndGet() == last) {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    private void callFor(String file) {
        if (file.startsWith(folder)) {
            call();
        }
    }

    @Override
    public void checkRead(String file) {
        callFor(file);
    }

    @Override
    public void checkWrite(String file) {
        callFor(file);
    }

    @Override
    public void checkDelete(String file) {
        callFor(file);
    }

    @Override
    public void checkExec(String command) {
        call();
    }

    @Override
    public void checkPermission(Permission permission) {
        // everything is allowed
    }
}
