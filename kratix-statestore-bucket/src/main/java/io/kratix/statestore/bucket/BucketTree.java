// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.StoredTree;
import io.minio.GetObjectResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a list showed below a path. A content that is no longer the one that was listed is a conflict. */
final class BucketTree {
    private final Bucket bucket;
    private final Map<StorePath, Listed> objects = new TreeMap<>();

    BucketTree(Bucket bucket, Collection<Listed> found) {
        this.bucket = bucket;
        found.stream()
                .filter(object -> Removals.isReachable(object.key()))
                .forEach(object -> objects.put(StorePath.existing(object.key()), object));
    }

    /** {@return what is equal only for equal content: the ETag of a key stands for its content} */
    String fingerprint() {
        MessageDigest digest = Digests.sha256();
        objects.forEach((path, object) -> digest.update(
                (path + "\0" + object.etag() + "\0" + object.size() + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    StoredTree files() {
        Map<StorePath, Content> files = new TreeMap<>();
        objects.forEach((path, object) -> files.put(path, Content.of(object.size(), () -> open(object))));
        return StoredTree.of(fingerprint(), files, () -> {});
    }

    private InputStream open(Listed object) throws IOException {
        try {
            return open(object, bucket.session());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while '" + object.key() + "' was opened");
        } catch (RequestException e) {
            throw BucketErrors.isMissing(e) ? changed(object) : BucketErrors.translate(bucket, e);
        }
    }

    private static InputStream open(Listed object, Session session)
            throws InterruptedException, RequestException, IOException {
        try {
            GetObjectResponse answer = session.await(session.get(object.key()));
            InputStream content = new Closing(answer, session);
            if (Session.unquoted(answer.headers().get("ETag")).equals(object.etag())) {
                return content;
            }
            try (content) {
                throw changed(object);
            }
        } catch (InterruptedException | RequestException | PluginException e) {
            session.close();
            throw e;
        }
    }

    private static PluginException changed(Listed object) {
        return PluginException.conflict("'" + object.key() + "' is no longer what it was when it was listed");
    }

    /** Ends the session with the content. */
    private static final class Closing extends FilterInputStream {
        private final Session session;

        Closing(InputStream in, Session session) {
            super(in);
            this.session = session;
        }

        @Override
        public void close() throws IOException {
            try (session) {
                super.close();
            }
        }
    }
}
