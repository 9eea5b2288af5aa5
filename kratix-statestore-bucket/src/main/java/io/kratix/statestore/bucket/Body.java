// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.minio.PutObjectAPIArgs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content on its way: read once, so that what is sent is what was counted and summed up. A small one is held in memory, a
 * large one in a file, since a request that breaks off before its time would leave the object half uploaded.
 */
final class Body implements AutoCloseable {
    /** Up to here a content is held in memory. */
    static final int SMALL = 4 * 1024 * 1024;

    /** S3 takes no more at once. */
    static final long LARGEST = 5L * 1024 * 1024 * 1024;

    private final byte[] bytes;
    private final @Nullable Path spooled;
    private final @Nullable RandomAccessFile file;
    private final long size;
    private final String sha256;

    private Body(byte[] bytes, @Nullable Path spooled, @Nullable RandomAccessFile file, long size, String sha256) {
        this.bytes = bytes;
        this.spooled = spooled;
        this.file = file;
        this.size = size;
        this.sha256 = sha256;
    }

    /** That a content cannot be had, or cannot be sent; nothing of it was. */
    static final class UnreadableContentException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableContentException(String message) {
            super(message);
        }

        UnreadableContentException(IOException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * {@return a content, read to its end}
     *
     * @param content what to send
     * @param directory where a large one is kept meanwhile
     * @throws UnreadableContentException if the content is to blame
     * @throws IOException if it cannot be kept
     */
    static Body read(Content content, Path directory) throws UnreadableContentException, IOException {
        if (content.size() <= SMALL) {
            byte[] bytes = bytes(content);
            return new Body(
                    bytes, null, null, bytes.length, hex(Digests.sha256().digest(bytes)));
        }
        if (content.size() > LARGEST) {
            throw new UnreadableContentException(
                    "it has " + content.size() + " bytes, and a bucket takes " + LARGEST + " at once");
        }
        Files.createDirectories(directory);
        Path spooled = Files.createTempFile(directory, "upload", "");
        try {
            String sha256 = spool(content, spooled);
            return new Body(new byte[0], spooled, new RandomAccessFile(spooled.toFile(), "r"), content.size(), sha256);
        } catch (UnreadableContentException | IOException | RuntimeException e) {
            Files.deleteIfExists(spooled);
            throw e;
        }
    }

    /** {@return the checksum of what is sent, in lower-case hex} */
    String sha256() {
        return sha256;
    }

    /** {@return how many bytes are sent} */
    long size() {
        return size;
    }

    void addTo(PutObjectAPIArgs.Builder args) {
        if (file == null) {
            args.data(bytes, bytes.length);
        } else {
            args.file(file, size);
        }
    }

    /** {@return a small content's bytes} */
    static byte[] bytes(Content content) throws UnreadableContentException {
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes((int) content.size());
            requireLength(content, bytes.length == content.size() && in.read() < 0);
            return bytes;
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    private static String spool(Content content, Path file) throws IOException, UnreadableContentException {
        MessageDigest digest = Digests.sha256();
        long written = 0;
        try (InputStream in = open(content);
                OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
                out.write(buffer, 0, read);
                written += read;
            }
        }
        requireLength(content, written == content.size());
        return hex(digest.digest());
    }

    private static InputStream open(Content content) throws UnreadableContentException {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws UnreadableContentException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new UnreadableContentException(e);
        }
    }

    private static void requireLength(Content content, boolean asSaid) throws UnreadableContentException {
        if (!asSaid) {
            throw new UnreadableContentException("it does not have the " + content.size() + " bytes that it should");
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Frees what a large content took. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        if (spooled != null) {
            Files.deleteIfExists(spooled);
        }
    }
}
