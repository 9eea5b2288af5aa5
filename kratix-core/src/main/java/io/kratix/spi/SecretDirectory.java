// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import io.kratix.model.Rfc1123;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets as files, {@code <namespace>/<name>/<key>}: as a cluster mounts them, or as a person lays them out. */
final class SecretDirectory implements SecretSource {
    private static final int LARGEST = 1024 * 1024;

    private final Path root;

    SecretDirectory(Path root) {
        this.root = root;
    }

    @Override
    public Optional<Map<String, Secret>> find(SecretReference reference) {
        if (!Rfc1123.isLabel(reference.namespace()) || !Rfc1123.isSubdomain(reference.name())) {
            return Optional.empty();
        }
        Path secret = root.resolve(reference.namespace()).resolve(reference.name());
        if (Files.isDirectory(root) && Files.notExists(secret)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(secret)) {
            Map<String, Secret> values = new LinkedHashMap<>();
            for (Path file : files) {
                if (isValue(file)) {
                    values.put(file.getFileName().toString(), Secret.of(read(file)));
                }
            }
            return Optional.of(values);
        } catch (IOException | DirectoryIteratorException e) {
            throw PluginException.unavailable("secret " + reference + " cannot be read from " + root + ": " + e)
                    .causedBy(e);
        }
    }

    /** A cluster's mounts keep their own things under names that begin with two dots. */
    private static boolean isValue(Path file) {
        return !file.getFileName().toString().startsWith("..") && Files.isRegularFile(file);
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(file.getFileName() + " has more than " + LARGEST + " bytes");
            }
            return bytes;
        }
    }
}
