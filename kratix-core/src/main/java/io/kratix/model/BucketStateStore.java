// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A State Store that is a bucket of an object store. What its fields mean is the business of the plugin that opens it;
 * this value is the document, made in Java.
 */
public final class BucketStateStore implements Declaration {
    private final Document document;

    private BucketStateStore(Document document) {
        this.document = document;
    }

    /**
     * {@return a builder of a bucket State Store}
     *
     * @param name the State Store's name
     * @param endpoint host and port of the object store
     * @param bucket the bucket's name
     */
    public static Builder builder(String name, String endpoint, String bucket) {
        return new Builder(name, endpoint, bucket);
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return how a Destination refers to it} */
    public StateStoreReference stateStore() {
        return new StateStoreReference(document.kind(), document.metadata().name());
    }

    /** Builds a bucket State Store; not safe for several threads. */
    public static final class Builder {
        private final Document.Builder document;
        private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();

        private Builder(String name, String endpoint, String bucket) {
            document = Document.builder(Kinds.API_VERSION, Kinds.BUCKET_STATE_STORE, name);
            spec.put("endpoint", endpoint);
            spec.put("bucketName", bucket);
        }

        /**
         * Sets the prefix below which everything is written.
         *
         * @param path a relative path
         * @return this builder
         */
        public Builder path(String path) {
            spec.put("path", path);
            return this;
        }

        /**
         * Speaks plain HTTP.
         *
         * @param insecure {@code true} for HTTP
         * @return this builder
         */
        public Builder insecure(boolean insecure) {
            spec.put("insecure", insecure);
            return this;
        }

        /**
         * Names the secret that holds the credentials.
         *
         * @param namespace the secret's namespace
         * @param name the secret's name
         * @return this builder
         */
        public Builder secret(String namespace, String name) {
            spec.put("secretRef", Map.of("namespace", namespace, "name", name));
            return this;
        }

        /** {@return the State Store} */
        public BucketStateStore build() {
            return new BucketStateStore(document.spec(spec).build());
        }
    }
}
