// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes one change after the other until its time is up, at least one, and says each again that lost a race, as the engine does. */
final class Writer {
    private Writer() {}

    /** Takes a repository's URL, a cache, a name and for how many milliseconds to write; prints each change that was taken. */
    public static void main(String[] args) throws InterruptedException {
        write(
                args[0],
                Path.of(args[1]),
                args[2],
                Duration.ofMillis(Long.parseLong(args[3])),
                (number, revision) -> System.out.println(number + " " + revision));
    }

    static void write(String url, Path cache, String name, Duration time, BiConsumer<Integer, String> acknowledged)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        try (GitStateStore store = GitStateStore.builder(url, cache)
                .minimumFetchInterval(Duration.ZERO)
                .open()) {
            for (int number = 1; number == 1 || System.nanoTime() < end; ) {
                try {
                    ChangeOutcome outcome = store.write(WriteRequest.of(List.of(change(name, number))))
                            .get(0);
                    acknowledged.accept(number, outcome.revision());
                    number++;
                } catch (PluginException e) {
                    if (e.reason() != Reason.CONFLICT) {
                        throw e;
                    }
                }
            }
        }
    }

    private static StateStoreChange change(String name, int number) {
        StorePath root = StorePath.of(name);
        StateStoreChange.Builder change =
                StateStoreChange.builder(name, "worker", root).directory(root);
        History.FILES.forEach(file -> change.file(root.resolve(file), Content.of(String.valueOf(number))));
        return change.build();
    }
}
