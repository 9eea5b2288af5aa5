// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.testkit.MemoryPlace.Revision;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A copy of a place's files that nobody sees yet, on which changes are made one after another. */
final class Draft {
    private final TreeMap<String, byte[]> files;
    private final int earlier;
    private final List<Revision> added = new ArrayList<>();

    Draft(MemoryPlace.State base) {
        files = new TreeMap<>(base.files());
        earlier = base.revisions().size();
    }

    SortedMap<String, byte[]> files() {
        return files;
    }

    /** {@return a revision for each change that altered something} */
    List<Revision> added() {
        return added;
    }

    /** Makes a change hold, or leaves the files as they are. */
    ChangeOutcome make(StateStoreChange change) {
        Map<StorePath, byte[]> wanted = new HashMap<>();
        for (Map.Entry<StorePath, Content> file : change.files().entrySet()) {
            try (InputStream in = file.getValue().open()) {
                wanted.put(file.getKey(), whole(in, file.getValue().size()));
            } catch (IOException e) {
                return ChangeOutcome.refused(
                        PluginException.unavailable("the content of '" + file.getKey() + "' cannot be read: " + e)
                                .causedBy(e));
            }
        }
        Optional<String> obstacle = wanted.entrySet().stream()
                .flatMap(file -> obstacle(change, file.getKey(), file.getValue()))
                .findFirst();
        return obstacle.map(why -> ChangeOutcome.refused(PluginException.rejected(why)))
                .orElseGet(() -> hold(change, wanted));
    }

    private static byte[] whole(InputStream in, long size) throws IOException {
        byte[] bytes = in.readAllBytes();
        if (bytes.length != size) {
            throw new IOException("it has " + bytes.length + " bytes and should have " + size);
        }
        return bytes;
    }

    private ChangeOutcome hold(StateStoreChange change, Map<StorePath, byte[]> wanted) {
        boolean altered = clear(change);
        for (Map.Entry<StorePath, byte[]> file : wanted.entrySet()) {
            byte[] before = files.put(file.getKey().toString(), file.getValue());
            altered |= !Arrays.equals(before, file.getValue());
        }
        if (!altered) {
            return ChangeOutcome.unchanged(revision());
        }
        added.add(new Revision("r" + (earlier + added.size() + 1), change.title()));
        return ChangeOutcome.written(revision());
    }

    private boolean clear(StateStoreChange change) {
        boolean cleared = false;
        for (StorePath absent : change.absent()) {
            cleared |= files.remove(absent.toString()) != null;
        }
        for (StorePath directory : change.directories()) {
            cleared |= files.remove(directory.toString()) != null;
            cleared |= MemoryPlace.below(files, directory)
                    .keySet()
                    .removeIf(existing -> change.removes(StorePath.existing(existing)));
        }
        return cleared;
    }

    private String revision() {
        return "r" + (earlier + added.size());
    }

    /** What of others stands in the way of one file: above it, below it or in its place. */
    private Stream<String> obstacle(StateStoreChange change, StorePath file, byte[] content) {
        Stream<String> above = file.ancestors().stream()
                .filter(ancestor -> files.containsKey(ancestor.toString()) && !change.removes(ancestor))
                .map(ancestor -> "'" + ancestor + "' is a file, and '" + file + "' needs a directory there");
        Stream<String> inPlace = Stream.of(file)
                .filter(path -> change.claims(path) && isOther(path.toString(), content))
                .map(path -> "'" + path + "' is there already, with other content");
        return Stream.of(above, below(change, file), inPlace).flatMap(found -> found);
    }

    private boolean isOther(String path, byte[] content) {
        return files.containsKey(path) && !Arrays.equals(files.get(path), content);
    }

    private Stream<String> below(StateStoreChange change, StorePath file) {
        return MemoryPlace.below(files, file).keySet().stream()
                .filter(other -> !change.removes(StorePath.existing(other)))
                .map(other -> "'" + file + "' is a directory that holds '" + other + "'");
    }
}
