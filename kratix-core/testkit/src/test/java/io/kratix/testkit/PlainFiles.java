// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.StorePath;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a State Store does, said once more with nothing but a map of texts and the words of the SPI. */
final class PlainFiles {
    private final Map<String, String> files = new TreeMap<>();

    Map<String, String> files() {
        return files;
    }

    boolean blocks(String path) {
        return files.keySet().stream().anyMatch(other -> isAbove(other, path) || isAbove(path, other));
    }

    Status make(StateStoreChange change) {
        Map<String, String> wanted = new TreeMap<>();
        change.files()
                .forEach((path, content) ->
                        wanted.put(path.toString(), new String(content.bytes(), StandardCharsets.UTF_8)));
        Map<String, String> kept = new TreeMap<>(files);
        kept.keySet().removeIf(path -> !wanted.containsKey(path) && goes(change, path));
        if (wanted.keySet().stream().anyMatch(path -> isObstructed(path, kept) || isTaken(change, path, wanted))) {
            return Status.REFUSED;
        }
        kept.putAll(wanted);
        if (kept.equals(files)) {
            return Status.UNCHANGED;
        }
        files.clear();
        files.putAll(kept);
        return Status.WRITTEN;
    }

    private static boolean goes(StateStoreChange change, String path) {
        return texts(change.absent()).anyMatch(path::equals)
                || texts(change.directories())
                        .anyMatch(directory -> path.equals(directory) || isAbove(directory, path));
    }

    private static boolean isObstructed(String path, Map<String, String> kept) {
        return kept.keySet().stream().anyMatch(other -> isAbove(other, path) || isAbove(path, other));
    }

    private boolean isTaken(StateStoreChange change, String path, Map<String, String> wanted) {
        return change.claims(StorePath.of(path))
                && files.containsKey(path)
                && !files.get(path).equals(wanted.get(path));
    }

    private static Stream<String> texts(Iterable<StorePath> paths) {
        Stream.Builder<String> texts = Stream.builder();
        paths.forEach(path -> texts.add(path.toString()));
        return texts.build();
    }

    private static boolean isAbove(String directory, String path) {
        return path.startsWith(directory + "/");
    }
}
