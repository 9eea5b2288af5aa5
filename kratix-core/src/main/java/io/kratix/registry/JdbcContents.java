// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import io.kratix.registry.RegistryException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Contents in the database: one for each digest, compressed, with a count of the entries that refer to it. They are written
 * by the step that first refers to them, and collected some time after the last one stopped.
 */
final class JdbcContents {
    /** So that who has just read an entry still finds its contents. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final long MOST_CACHED_BYTES = 16L * 1024 * 1024;

    private final Database database;
    private final Map<String, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;
    private final String find;
    private final String insert;
    private final String share;
    private final String release;
    private final String collect;

    JdbcContents(Database database, TableNames names) {
        this.database = database;
        find = names.in("SELECT body FROM {content} WHERE digest = ?");
        insert = names.in("INSERT INTO {content} AS c (digest, size, users, released, body) VALUES (?, ?, 1, 0, ?)"
                + " ON CONFLICT (digest) DO UPDATE SET users = c.users + 1");
        share = names.in("UPDATE {content} SET users = users + 1 WHERE digest = ?");
        release = names.in("UPDATE {content} SET users = users - 1, released = ? WHERE digest = ?");
        collect = names.in("DELETE FROM {content} WHERE users = 0 AND released < ?");
    }

    /** {@return the same bytes, on the heap and compressed until an entry that refers to them is committed} */
    Content keep(Content content) {
        return content instanceof Kept || content instanceof InDatabase ? content : compress(content);
    }

    /** {@return a content that an entry refers to} */
    Content stored(String sha256, long size) {
        return new InDatabase(sha256, size);
    }

    /**
     * Adds what a changed entry means for the contents.
     *
     * @param batch where to
     * @param before what the entry referred to, by digest
     * @param after what it refers to, by digest
     * @param now the registry's time
     */
    void change(Batch batch, Map<String, Content> before, Map<String, Content> after, long now) {
        new TreeMap<>(after).forEach((digest, content) -> {
            if (!before.containsKey(digest)) {
                refer(batch, digest, content);
            }
        });
        new TreeMap<>(before)
                .keySet().stream()
                        .filter(digest -> !after.containsKey(digest))
                        .forEach(digest -> batch.add(release, now, digest));
    }

    /** Adds the removal of what nobody has referred to for some time. */
    void collect(Batch batch, long now) {
        batch.add(collect, now - GRACE.toMillis());
    }

    private void refer(Batch batch, String digest, Content content) {
        if (content instanceof InDatabase) {
            batch.addExpecting("content " + digest, share, digest);
            return;
        }
        Kept kept = content instanceof Kept known ? known : compress(content);
        batch.add(insert, digest, kept.size(), kept.compressed);
        remember(digest, kept.compressed);
    }

    /** Reads it once, since it may be a file that somebody is about to remove. */
    private static Kept compress(Content content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        MessageDigest digest = newSha256();
        try (InputStream in = new DigestInputStream(content.open(), digest);
                DeflaterOutputStream out = new DeflaterOutputStream(compressed)) {
            long size = in.transferTo(out);
            out.finish();
            return new Kept(compressed.toByteArray(), size, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private byte[] load(String digest) {
        return remembered(digest).orElseGet(() -> {
            byte[] read = database.read(link -> {
                try (ResultSet rows = link.statement(find, digest).executeQuery()) {
                    return rows.next() ? rows.getBytes(1) : new byte[0];
                }
            });
            if (read.length == 0) {
                throw new RegistryException(
                        Reason.CORRUPT,
                        "the registry has no content " + digest
                                + " (any more); if this is said again and again, restore the database from a backup");
            }
            remember(digest, read);
            return read;
        });
    }

    private Optional<byte[]> remembered(String digest) {
        synchronized (cache) {
            return Optional.ofNullable(cache.get(digest));
        }
    }

    private void remember(String digest, byte[] compressed) {
        synchronized (cache) {
            byte @Nullable [] before = cache.put(digest, compressed);
            cachedBytes += compressed.length - (before == null ? 0 : before.length);
            var eldest = cache.entrySet().iterator();
            while (cachedBytes > MOST_CACHED_BYTES) {
                cachedBytes -= eldest.next().getValue().length;
                eldest.remove();
            }
        }
    }

    /** Bytes that no entry refers to yet. */
    private static final class Kept implements Content {
        private final byte[] compressed;
        private final long size;
        private final String digest;

        private Kept(byte[] compressed, long size, String digest) {
            this.compressed = compressed;
            this.size = size;
            this.digest = digest;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() {
            return new InflaterInputStream(new ByteArrayInputStream(compressed));
        }

        @Override
        public String sha256() {
            return digest;
        }
    }

    /** Bytes that are read when somebody asks for them. */
    private final class InDatabase implements Content {
        private final String digest;
        private final long size;

        private InDatabase(String digest, long size) {
            this.digest = digest;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() {
            return new InflaterInputStream(new ByteArrayInputStream(load(digest)));
        }

        @Override
        public String sha256() {
            return digest;
        }
    }
}
