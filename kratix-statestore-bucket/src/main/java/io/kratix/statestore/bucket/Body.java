// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.minio.PutObjectAPIArgs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
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
    private final Sums sums;

    private Body(byte[] bytes, @Nullable Path spooled, @Nullable RandomAccessFile file, long size, Sums sums) {
        this.bytes = bytes;
        this.spooled = spooled;
        this.file = file;
        this.size = size;
        this.sums = sums;
    }

    /**
     * A content's checksums.
     *
     * @param sha256 in lower-case hex, for signing and for keeping with the object
     * @param md5 in Base64, by which every server checks what it got, whoever signs
     */
    private record Sums(String sha256, String md5) {
        static Sums of(MessageDigest sha256, MessageDigest md5) {
            return new Sums(
                    HexFormat.of().formatHex(sha256.digest()),
                    Base64.getEncoder().encodeToString(md5.digest()));
        }

        static Sums of(byte[] bytes) {
            MessageDigest sha256 = Digests.sha256();
            sha256.update(bytes);
            MessageDigest md5 = Digests.md5();
            md5.update(bytes);
            return of(sha256, md5);
        }
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
            return new Body(bytes, null, null, bytes.length, Sums.of(bytes));
        }
        Files.createDirectories(directory);
        Path spooled = Files.createTempFile(directory, "upload", "");
        try {
            return spooled(content, spooled, new RandomAccessFile(spooled.toFile(), "rw"));
        } catch (UnreadableContentException | IOException | RuntimeException | Error e) {
            Files.deleteIfExists(spooled);
            throw e;
        }
    }

    private static Body spooled(Content content, Path spooled, RandomAccessFile file)
            throws UnreadableContentException, IOException {
        @Nullable Path left = isNameless(spooled) ? null : spooled;
        try {
            Sums sums = spool(content, Channels.newOutputStream(file.getChannel()));
            file.seek(0);
            return new Body(new byte[0], left, file, content.size(), sums);
        } catch (UnreadableContentException | IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** A file without a name is gone when the machine halts; not every system has such. */
    private static boolean isNameless(Path opened) {
        try {
            Files.delete(opened);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@return the checksum of what is sent, in lower-case hex} */
    String sha256() {
        return sums.sha256();
    }

    /** {@return the checksum that HTTP knows, in Base64} */
    String md5() {
        return sums.md5();
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

    private static Sums spool(Content content, OutputStream file) throws IOException, UnreadableContentException {
        MessageDigest sha256 = Digests.sha256();
        MessageDigest md5 = Digests.md5();
        long written = 0;
        OutputStream out = new DigestOutputStream(new DigestOutputStream(file, sha256), md5);
        try (InputStream in = open(content)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
                out.write(buffer, 0, read);
                written += read;
            }
        }
        requireLength(content, written == content.size());
        return Sums.of(sha256, md5);
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
