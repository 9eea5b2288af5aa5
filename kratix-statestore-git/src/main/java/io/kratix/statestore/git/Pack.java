// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.transport.PackedObjectInfo;
import org.eclipse.jgit.util.TemporaryBuffer;

/** Objects in Git's pack format (gitformat-pack), version 2: in memory, or in a file if there are many. */
final class Pack {
    private static final int HEADER = 12;

    private final byte[] header;
    private final TemporaryBuffer body;
    private final byte[] checksum;
    private final List<PackedObjectInfo> objects;
    private final boolean deltas;

    /**
     * Completes a pack.
     *
     * @param body the objects, one after the other
     * @param objects where each of them begins, counted from the beginning of the pack
     * @param deltas whether some of them are deltas
     */
    Pack(TemporaryBuffer body, List<PackedObjectInfo> objects, boolean deltas) throws IOException {
        this.deltas = deltas;
        this.body = body;
        this.objects = objects;
        header = ByteBuffer.allocate(HEADER)
                .put(Constants.PACK_SIGNATURE)
                .putInt(2)
                .putInt(objects.size())
                .array();
        MessageDigest digest = Constants.newMessageDigest();
        digest.update(header);
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            body.writeTo(out, null);
        }
        checksum = digest.digest();
    }

    /** {@return whether some objects are only told by what differs from others} */
    boolean hasDeltas() {
        return deltas;
    }

    /** {@return the number of bytes} */
    long length() {
        return HEADER + body.length() + checksum.length;
    }

    /** {@return the bytes} */
    InputStream open() throws IOException {
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(header), body.openInputStream(), new ByteArrayInputStream(checksum))));
    }

    /**
     * Puts the pack where a repository keeps its packs. The index comes last: without it, the pack is none.
     *
     * @param directory the repository's {@code objects/pack}
     */
    void saveTo(Path directory) throws IOException {
        String name = "pack-" + HexFormat.of().formatHex(checksum);
        save(directory, name + ".pack", out -> {
            try (InputStream in = open()) {
                in.transferTo(out);
            }
        });
        save(directory, name + ".idx", new PackIndex(objects, checksum)::writeTo);
    }

    private static void save(Path directory, String name, Writer writer) throws IOException {
        Path temporary = directory.resolve(CacheDirectory.HALF_WRITTEN + name);
        try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(temporary))) {
            writer.writeTo(out);
        }
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a file. */
    @FunctionalInterface
    private interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
