// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A State Store that is one zip file: each write puts a new one in its place, so that all of it appears at once. */
final class ZipStateStore implements StateStore {
    private final Path zip;

    ZipStateStore(Path zip) {
        this.zip = zip;
    }

    @Override
    public List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        boolean lost = !Files.exists(zip);
        if (lost && !request.completes(StorePath.ROOT)) {
            throw PluginException.lost(zip + " is not there");
        }
        try {
            Map<StorePath, Content> files = lost ? new TreeMap<>() : ZipTree.read(zip);
            List<ChangeOutcome> outcomes = new ArrayList<>();
            for (StateStoreChange change : request.changes()) {
                outcomes.add(make(change, files));
            }
            if (lost || outcomes.stream().anyMatch(outcome -> outcome.status() == Status.WRITTEN)) {
                request.checkpoint(); // nothing is visible yet
                ZipTree.write(files, zip);
            }
            return outcomes;
        } catch (IOException e) {
            throw PluginException.unavailable(zip + ": " + e).causedBy(e);
        }
    }

    private static ChangeOutcome make(StateStoreChange change, Map<StorePath, Content> files) {
        try {
            Map<StorePath, Content> after = with(change, files);
            String revision = ZipTree.fingerprint(after);
            if (revision.equals(ZipTree.fingerprint(files))) {
                return ChangeOutcome.unchanged(revision);
            }
            files.clear();
            files.putAll(after);
            return ChangeOutcome.written(revision);
        } catch (PluginException why) {
            return ChangeOutcome.refused(why);
        }
    }

    private static Map<StorePath, Content> with(StateStoreChange change, Map<StorePath, Content> files) {
        Map<StorePath, Content> after = new TreeMap<>(files);
        after.keySet().removeIf(change::removes);
        change.files().forEach((path, content) -> {
            if (after.keySet().stream().anyMatch(other -> isInTheWay(other, path))) {
                throw PluginException.rejected("there are others' files in the way of '" + path + "'");
            }
            Content whole = whole(content);
            Content before = after.put(path, whole);
            if (change.claims(path) && before != null && !before.sha256().equals(whole.sha256())) {
                throw PluginException.rejected("'" + path + "' is there already, with other content");
            }
        });
        return after;
    }

    private static boolean isInTheWay(StorePath other, StorePath path) {
        return !other.equals(path) && (other.startsWith(path) || path.startsWith(other));
    }

    private static Content whole(Content content) {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != content.size()) {
                throw new IOException("it has " + bytes.length + " bytes and should have " + content.size());
            }
            return Content.of(bytes);
        } catch (IOException e) {
            throw PluginException.unavailable("a content cannot be read: " + e).causedBy(e);
        }
    }

    @Override
    public Optional<StoredTree> read(ReadRequest request) {
        if (!Files.exists(zip)) {
            throw PluginException.lost(zip + " is not there");
        }
        try {
            Map<StorePath, Content> files = ZipTree.read(zip);
            files.keySet().removeIf(path -> !path.startsWith(request.path()));
            String fingerprint = ZipTree.fingerprint(files);
            return request.isKnown(fingerprint)
                    ? Optional.empty()
                    : Optional.of(StoredTree.of(fingerprint, files, () -> {}));
        } catch (IOException e) {
            throw PluginException.unavailable(zip + ": " + e).causedBy(e);
        }
    }

    @Override
    public void checkAccess(StorePath below) {
        Path directory = zip.toAbsolutePath().getParent();
        if (directory == null || !Files.isWritable(directory)) {
            throw PluginException.misconfigured("there is no directory " + directory + " that can be written to");
        }
    }

    @Override
    public Atomicity atomicity() {
        return Atomicity.BATCH;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
