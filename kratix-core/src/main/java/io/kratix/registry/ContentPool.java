// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Content;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Contents on the heap, one for each digest, as long as anybody refers to them. */
final class ContentPool {
    private final Map<String, Reference> byDigest = new ConcurrentHashMap<>();
    private final ReferenceQueue<Kept> collected = new ReferenceQueue<>();

    Content keep(Content content) {
        removeCollected();
        if (content instanceof Kept) {
            return content;
        }
        byte[] bytes = content.bytes();
        String digest = Content.of(bytes).sha256();
        while (true) {
            Kept kept = new Kept(bytes, digest);
            Reference reference = byDigest.computeIfAbsent(digest, key -> new Reference(kept, key, collected));
            @Nullable Kept known = reference.get();
            if (known != null) {
                return known;
            }
            byDigest.remove(digest, reference);
        }
    }

    private void removeCollected() {
        for (var reference = collected.poll(); reference != null; reference = collected.poll()) {
            byDigest.remove(((Reference) reference).digest, reference);
        }
    }

    /** Lets go of a content when nobody else holds it. */
    private static final class Reference extends WeakReference<Kept> {
        private final String digest;

        private Reference(Kept kept, String digest, ReferenceQueue<Kept> queue) {
            super(kept, queue);
            this.digest = digest;
        }
    }

    /** Bytes whose digest is known. */
    private static final class Kept implements Content {
        private final byte[] bytes;
        private final String digest;

        private Kept(byte[] bytes, String digest) {
            this.bytes = bytes;
            this.digest = digest;
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
        public String sha256() {
            return digest;
        }

        @Override
        public String toString() {
            return bytes.length + " bytes of " + digest;
        }
    }
}
