// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.git.History.Acknowledgement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes two owners' changes in one request after the other until its time is up, one request at least, and says each again
 * that lost a race, as the engine does.
 */
final class Writer {
    private static final int OWNERS = 2;

    private Writer() {}

    /** Hears what was taken. */
    @FunctionalInterface
    interface Told {
        void taken(Acknowledgement acknowledgement);
    }

    /** Takes a repository's URL, a cache, a name and for how many milliseconds to write; prints each change that was taken. */
    public static void main(String[] args) throws InterruptedException {
        write(
                GitStateStore.builder(args[0], Path.of(args[1])),
                args[2],
                Duration.ofMillis(Long.parseLong(args[3])),
                taken -> System.out.println(taken.writer() + " " + taken.number() + " " + taken.revision()));
    }

    /** {@return what was taken, of a printed line} */
    static Acknowledgement read(String line) {
        String[] words = line.split(" ", 3);
        return new Acknowledgement(words[0], Integer.parseInt(words[1]), words[2]);
    }

    static void write(GitStateStoreBuilder builder, String name, Duration time, Told told) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        try (GitStateStore store = builder.minimumFetchInterval(Duration.ZERO).open()) {
            for (int number = 1; number == 1 || System.nanoTime() < end; ) {
                try {
                    write(store, name, number, told);
                    number++;
                } catch (PluginException e) {
                    if (e.reason() != Reason.CONFLICT) {
                        throw e;
                    }
                }
            }
        }
    }

    private static void write(GitStateStore store, String name, int number, Told told) throws InterruptedException {
        List<String> owners = IntStream.rangeClosed(1, OWNERS)
                .mapToObj(owner -> name + "-" + owner)
                .toList();
        List<ChangeOutcome> outcomes = store.write(WriteRequest.of(
                owners.stream().map(owner -> change(owner, number)).toList()));
        for (int i = 0; i < OWNERS; i++) {
            told.taken(
                    new Acknowledgement(owners.get(i), number, outcomes.get(i).revision()));
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
