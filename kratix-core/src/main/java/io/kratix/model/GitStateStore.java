// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A State Store that is a branch of a Git repository. What its fields mean is the business of the plugin that opens it;
 * this value is the document, made in Java.
 */
public final class GitStateStore implements Declaration {
    private final Document document;

    private GitStateStore(Document document) {
        this.document = document;
    }

    /**
     * {@return a builder of a Git State Store}
     *
     * @param name the State Store's name
     * @param url where the repository is
     */
    public static Builder builder(String name, String url) {
        return new Builder(name, url);
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return how a Destination refers to it} */
    public StateStoreReference stateStore() {
        return new StateStoreReference(document.kind(), document.metadata().name());
    }

    /** Builds a Git State Store; not safe for several threads. */
    public static final class Builder {
        private final Document.Builder document;
        private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();

        private Builder(String name, String url) {
            document = Document.builder(Kinds.API_VERSION, Kinds.GIT_STATE_STORE, name);
            spec.put("url", url);
        }

        /**
         * Names the branch.
         *
         * @param branch {@code main} where none is named
         * @return this builder
         */
        public Builder branch(String branch) {
            spec.put("branch", branch);
            return this;
        }

        /**
         * Sets the directory of the repository below which everything is written.
         *
         * @param path a relative path
         * @return this builder
         */
        public Builder path(String path) {
            spec.put("path", path);
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

        /**
         * Sets the author of commits.
         *
         * @param name the author's name
         * @param email the author's address; may be empty
         * @return this builder
         */
        public Builder author(String name, String email) {
            spec.put("gitAuthor", Map.of("name", name, "email", email));
            return this;
        }

        /** {@return the State Store} */
        public GitStateStore build() {
            return new GitStateStore(document.spec(spec).build());
        }
    }
}
