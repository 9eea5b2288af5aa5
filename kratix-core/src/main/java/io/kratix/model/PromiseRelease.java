// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Installs a Promise from where its author publishes it. Removing the release removes the Promise. Source: Kratix'
 * {@code promiserelease_types.go}; the type {@code file} is this engine's own.
 */
public final class PromiseRelease implements Declaration {
    /** The type of a source that is asked over http or https. */
    public static final String HTTP = "http";

    /** The type of a source that is a file below the folder which the engine's builder names. */
    public static final String FILE = "file";

    private static final int HIGHEST_PORT = 65_535;

    private final Document document;
    private final String version;
    private final String type;
    private final String url;
    private final String path;
    private final Optional<ObjectReference> secret;

    private PromiseRelease(Document document) {
        FieldReader reader = FieldReader.of(document);
        FieldReader spec = reader.object("spec");
        FieldReader source = spec.object("sourceRef");
        FieldReader secretRef = source.object("secretRef");
        this.document = document;
        this.version = spec.text("version", "");
        this.type = source.text("type", HTTP);
        this.url = source.text("url", "");
        this.path = source.text("path", "");
        this.secret = source.has("secretRef") ? Optional.of(secret(secretRef)) : Optional.empty();
        checkSource(source);
        secretRef.refuseUnknown();
        source.refuseUnknown();
        spec.refuseUnknown();
        reader.refuseUnknown();
        reader.failOnProblems(document.toString());
    }

    /**
     * Reads a release's document.
     *
     * @param document a document of kind {@code PromiseRelease}
     * @return the release
     * @throws InvalidDocumentException if a field is missing, unknown, mistyped or has a value that is not allowed
     */
    public static PromiseRelease of(Document document) {
        return new PromiseRelease(document);
    }

    /**
     * {@return a builder of a release that is fetched over http or https}
     *
     * @param name the release's name
     * @param version the version label that the Promise must carry
     * @param url where the Promise's document is
     */
    public static Builder builder(String name, String version, String url) {
        return new Builder(name, version, url);
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return the name} */
    public String name() {
        return document.metadata().name();
    }

    /** {@return the version label that the Promise must carry; empty for whatever it carries} */
    public String version() {
        return version;
    }

    /** {@return {@link #HTTP} or {@link #FILE}} */
    public String type() {
        return type;
    }

    /** {@return where the Promise's document is; empty for a file} */
    public String url() {
        return url;
    }

    /** {@return the file's path below the folder that the engine's builder names; empty for a URL} */
    public String path() {
        return path;
    }

    /** {@return the namespace and name of the secret whose {@code authorizationHeader} goes with the request} */
    public Optional<ObjectReference> secret() {
        return secret;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PromiseRelease release && release.document.equals(document);
    }

    @Override
    public int hashCode() {
        return Objects.hash(document);
    }

    /** {@return {@code PromiseRelease/redis}} */
    @Override
    public String toString() {
        return document.toString();
    }

    private static ObjectReference secret(FieldReader secretRef) {
        String namespace = secretRef.text("namespace", "");
        return ObjectReference.request(
                "", "Secret", namespace.isEmpty() ? Kinds.DEFAULT_NAMESPACE : namespace, secretRef.text("name"));
    }

    private void checkSource(FieldReader source) {
        if (type.equals(HTTP)) {
            checkUrl(source);
        } else if (!type.equals(FILE)) {
            source.invalid("type", type, "is no type of source", "write http or file, or leave the field out for http");
        } else if (path.isEmpty()) {
            source.require("path", "sourceRef.path must be set", "name a file below the engine's folder of releases");
        }
    }

    private void checkUrl(FieldReader source) {
        if (url.isEmpty()) {
            source.require(
                    "url", "sourceRef.url must be set", "name the http or https address of the Promise's document");
            return;
        }
        Optional<URI> uri = uri(url);
        if (uri.isEmpty()
                || uri.get().getHost() == null
                || uri.get().getPort() > HIGHEST_PORT
                || !List.of("http", "https").contains(uri.get().getScheme())) {
            source.invalid(
                    "url", withoutUserInfo(url), "is no http or https address", "write https://host/path/promise.yaml");
        } else if (uri.get().getRawUserInfo() != null) {
            source.invalid(
                    "url",
                    withoutUserInfo(url),
                    "holds credentials",
                    "take them out, and name a secret with the key authorizationHeader in secretRef");
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String withoutUserInfo(String text) {
        return text.replaceFirst("//[^/]*@", "//");
    }

    /** Builds a release; not safe for several threads. */
    public static final class Builder {
        private final Document.Builder document;
        private final Map<String, @Nullable Object> source = new LinkedHashMap<>();
        private final String version;

        private Builder(String name, String version, String url) {
            this.document = Document.builder(Kinds.API_VERSION, Kinds.PROMISE_RELEASE, name);
            this.version = version;
            source.put("type", HTTP);
            source.put("url", url);
        }

        /**
         * Names the secret whose value under {@code authorizationHeader} is sent as the header {@code Authorization}.
         *
         * @param namespace the secret's namespace
         * @param name the secret's name
         * @return this builder
         */
        public Builder secret(String namespace, String name) {
            source.put("secretRef", Map.of("namespace", namespace, "name", name));
            return this;
        }

        /**
         * {@return the release}
         *
         * @throws InvalidDocumentException if the address is none
         */
        public PromiseRelease build() {
            return of(document.spec(Map.of("version", version, "sourceRef", source))
                    .build());
        }
    }
}
