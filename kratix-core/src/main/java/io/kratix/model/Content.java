// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of a file, of known length, that can be opened again and by several threads at once. A content is a handle:
 * whoever holds one holds no bytes. Two are equal only if they are the same object; what they hold is compared by
 * {@link #sha256}.
 */
public interface Content {
    /** {@return the number of bytes} */
    long size();

    /**
     * Opens the bytes from the first one on; the caller closes.
     *
     * @return a new stream
     * @throws IOException if the bytes cannot be had (any more)
     */
    InputStream open() throws IOException;

    /**
     * {@return the SHA-256 of the bytes, in lower-case hex} Reads them all unless the implementation knows it already.
     *
     * @throws UncheckedIOException where {@link #open} or its stream throws an {@code IOException}
     */
    default String sha256() {
        MessageDigest digest = newSha256();
        try (InputStream in = new DigestInputStream(open(), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the bytes as one array} For small contents; others are read by {@link #open}.
     *
     * @throws UncheckedIOException where {@link #open} or its stream throws an {@code IOException}
     */
    default byte[] bytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return the given bytes as content}
     *
     * @param bytes copied
     */
    static Content of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /**
     * {@return the given text as content, in UTF-8}
     *
     * @param text any text
     */
    static Content of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return a file's bytes as content} The file must stay as it is for as long as the content is used.
     *
     * @param file a readable regular file
     * @throws IOException if its size cannot be told
     */
    static Content of(Path file) throws IOException {
        return of(Files.size(file), () -> Files.newInputStream(file));
    }

    /**
     * {@return content that is opened by the given function}
     *
     * @param size the number of bytes that each stream gives
     * @param opener gives a new stream at each call, from several threads at once
     */
    static Content of(long size, Opener opener) {
        return new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return opener.open();
            }
        };
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Opens the bytes of a content. */
    @FunctionalInterface
    interface Opener {
        /**
         * {@return a new stream from the first byte on}
         *
         * @throws IOException if the bytes cannot be had
         */
        InputStream open() throws IOException;
    }

    /** Content that is held in memory. */
    final class Bytes implements Content {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }
    }
}
