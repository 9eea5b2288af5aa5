// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What lay below a path at one moment; closed by whoever asked for it. */
public final class StoredTree implements AutoCloseable {
    private final String fingerprint;
    private final Map<StorePath, Content> files;
    private final Runnable onClose;

    private StoredTree(String fingerprint, Map<StorePath, Content> files, Runnable onClose) {
        this.fingerprint = fingerprint;
        this.files = files;
        this.onClose = onClose;
    }

    /**
     * {@return a tree}
     *
     * @param fingerprint opaque, not empty; equal means equal content, whatever happened elsewhere in the store
     * @param files contents by whole path, as the store spells it ({@link StorePath#existing}), readable until the tree is
     *     closed
     * @param onClose frees what the contents need
     */
    public static StoredTree of(String fingerprint, Map<StorePath, Content> files, Runnable onClose) {
        return new StoredTree(fingerprint, Collections.unmodifiableMap(new TreeMap<>(files)), onClose);
    }

    /** {@return an opaque text; equal means equal content} */
    public String fingerprint() {
        return fingerprint;
    }

    /** {@return contents by whole path, in path order, readable until {@link #close}} */
    public Map<StorePath, Content> files() {
        return files;
    }

    /** {@return the fingerprint and the number of files} */
    @Override
    public String toString() {
        return fingerprint + " (" + files.size() + " files)";
    }

    @Override
    public void close() {
        onClose.run();
    }
}
