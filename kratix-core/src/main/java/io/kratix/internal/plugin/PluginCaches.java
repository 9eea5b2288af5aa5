// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private directories of State Stores, one for each document: the same after a restart, and not to be guessed by
 * whoever does not know the registry's id. What cannot be removed is told to the log: it is of no use to anybody.
 */
final class PluginCaches {
    private static final Logger LOG = LoggerFactory.getLogger(PluginCaches.class);

    private final Path root;
    private final String platform;

    PluginCaches(Path root, String platform) {
        this.root = root;
        this.platform = platform;
    }

    /**
     * {@return a document's directory, made if need be}
     *
     * @param name the document's kind and name
     * @param abandoned how many directories of this document were left to calls that do not return; where there is none,
     *     those that an earlier engine left go
     */
    Path of(String name, int abandoned) {
        if (abandoned == 0) {
            directoriesOf(name).stream()
                    .filter(one -> !one.equals(path(name, 0)))
                    .forEach(PluginCaches::removeTree);
        }
        try {
            return Files.createDirectories(path(name, abandoned));
        } catch (IOException e) {
            throw new UncheckedIOException("the cache directory of " + name + " cannot be made", e);
        }
    }

    /** Removes all that was kept for a document that is no more. */
    void remove(String name) {
        directoriesOf(name).forEach(PluginCaches::removeTree);
    }

    private Path path(String name, int abandoned) {
        return root.resolve(abandoned == 0 ? id(name) : id(name) + "-" + abandoned);
    }

    private String id(String name) {
        return UUID.nameUUIDFromBytes((platform + "/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private List<Path> directoriesOf(String name) {
        String id = id(name);
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(one -> String.valueOf(one.getFileName()).startsWith(id))
                    .toList();
        } catch (IOException e) {
            LOG.warn("{} cannot be listed: {}", root, e.toString());
            return List.of();
        }
    }

    private static void removeTree(Path tree) {
        try {
            FileTrees.remove(tree);
        } catch (IOException e) {
            LOG.warn("the cache {} cannot be removed: {}", tree, e.toString());
        }
    }
}
