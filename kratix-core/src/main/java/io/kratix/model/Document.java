// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One YAML object: {@code apiVersion}, {@code kind}, {@code metadata}, and whatever else stands at its top level, most
 * often {@code spec}. A request is just such a document. What the engine reports is in {@link #status}.
 */
public final class Document implements Declaration {
    private static final Set<String> OWN_KEYS = Set.of("apiVersion", "kind", "metadata", "status");

    private final String apiVersion;
    private final String kind;
    private final Metadata metadata;
    private final Map<String, @Nullable Object> body;
    private final Map<String, @Nullable Object> status;

    private Document(
            String apiVersion,
            String kind,
            Metadata metadata,
            Map<String, @Nullable Object> body,
            Map<String, @Nullable Object> status) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.metadata = metadata;
        this.body = body;
        this.status = status;
    }

    /**
     * Reads a document from a tree as a parser gives it.
     *
     * @param tree the whole document, with {@code apiVersion}, {@code kind} and {@code metadata.name}
     * @return the document; a metadata field that has no meaning without a cluster is left out
     * @throws InvalidDocumentException if one of these is missing, has the wrong type or contains the character U+0000
     */
    public static Document of(Map<String, ? extends @Nullable Object> tree) {
        FieldReader reader = FieldReader.of(tree);
        String apiVersion = reader.text("apiVersion");
        String kind = reader.text("kind");
        Metadata read = Metadata.read(reader.object("metadata"));
        refuseZero(reader, "apiVersion", apiVersion);
        refuseZero(reader, "kind", kind);
        refuseZero(reader.object("metadata"), "name", read.name());
        refuseZero(reader.object("metadata"), "namespace", read.namespace());
        Map<String, @Nullable Object> status = reader.object("status").tree();
        reader.failOnProblems(subject(apiVersion, kind, read));
        Map<String, @Nullable Object> body = new LinkedHashMap<>(tree);
        body.keySet().removeAll(OWN_KEYS);
        return new Document(apiVersion, kind, read, Trees.freeze(body), status);
    }

    /** What cannot be read of it is left out. */
    private static String subject(String apiVersion, String kind, Metadata metadata) {
        if (kind.isEmpty() || metadata.name().isEmpty()) {
            return kind;
        }
        return apiVersion.isEmpty()
                ? kind + "/" + metadata.name()
                : new Document(apiVersion, kind, metadata, Map.of(), Map.of()).toString();
    }

    /** Nothing is looked up by such a text: not every database takes it. */
    private static void refuseZero(FieldReader reader, String key, String value) {
        if (value.indexOf('\0') >= 0) {
            reader.invalid(key, value, "must not contain the character U+0000", "remove it");
        }
    }

    /**
     * {@return a builder of a document}
     *
     * @param apiVersion group and version, {@code marketplace.kratix.io/v1alpha1}
     * @param kind the kind
     * @param name the object's name
     */
    public static Builder builder(String apiVersion, String kind, String name) {
        return new Builder(apiVersion, kind, name);
    }

    @Override
    public Document document() {
        return this;
    }

    /** {@return group and version, as written} */
    public String apiVersion() {
        return apiVersion;
    }

    /** {@return the group of the API; empty for Kubernetes' core} */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** {@return the version of the API} */
    public String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /** {@return the kind, as written} */
    public String kind() {
        return kind;
    }

    /** {@return what the document says of itself} */
    public Metadata metadata() {
        return metadata;
    }

    /** {@return whose document this is} A namespaced kind without namespace lies in {@code default}. */
    public ObjectReference reference() {
        if (Kinds.isClusterScoped(group(), kind)) {
            return new ObjectReference(group(), kind, "", metadata.name());
        }
        String namespace = metadata.namespace().isEmpty() ? Kinds.DEFAULT_NAMESPACE : metadata.namespace();
        return new ObjectReference(group(), kind, namespace, metadata.name());
    }

    /** {@return everything at the top level but {@code apiVersion}, {@code kind}, {@code metadata}, {@code status}} */
    public Map<String, @Nullable Object> body() {
        return body;
    }

    /** {@return the spec; empty if there is none} */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> spec() {
        return body.get("spec") instanceof Map<?, ?> spec ? (Map<String, @Nullable Object>) spec : Map.of();
    }

    /** {@return what the engine reports; empty as long as it reported nothing} */
    public Map<String, @Nullable Object> status() {
        return status;
    }

    /**
     * {@return a copy in another version of its API}
     *
     * @param other group and version
     */
    public Document withApiVersion(String other) {
        return new Document(other, kind, metadata, body, status);
    }

    /**
     * {@return a copy with other metadata}
     *
     * @param other the metadata
     */
    public Document withMetadata(Metadata other) {
        return new Document(apiVersion, kind, other, body, status);
    }

    /**
     * {@return a copy with another body}
     *
     * @param other everything at the top level but {@code apiVersion}, {@code kind}, {@code metadata}, {@code status}
     */
    public Document withBody(Map<String, ? extends @Nullable Object> other) {
        return new Document(apiVersion, kind, metadata, Trees.freeze(other), status);
    }

    /**
     * {@return a copy with another status}
     *
     * @param other the status; empty for none
     */
    public Document withStatus(Map<String, ? extends @Nullable Object> other) {
        return new Document(apiVersion, kind, metadata, body, Trees.freeze(other));
    }

    /** {@return the whole document as a tree: {@code apiVersion}, {@code kind}, {@code metadata}, body, status} */
    public Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", apiVersion);
        tree.put("kind", kind);
        tree.put("metadata", Trees.freeze(metadata.tree()));
        tree.putAll(body);
        if (!status.isEmpty()) {
            tree.put("status", status);
        }
        return Collections.unmodifiableMap(tree);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Document document
                && document.apiVersion.equals(apiVersion)
                && document.kind.equals(kind)
                && document.metadata.equals(metadata)
                && document.body.equals(body)
                && document.status.equals(status);
    }

    @Override
    public int hashCode() {
        return Objects.hash(apiVersion, kind, metadata, body);
    }

    /** {@return the reference; a document's content may be long or confidential} */
    @Override
    public String toString() {
        return reference().toString();
    }

    /** Builds a document; not safe for several threads. */
    public static final class Builder {
        private final String apiVersion;
        private final String kind;
        private Metadata metadata;
        private final Map<String, @Nullable Object> body = new LinkedHashMap<>();

        private Builder(String apiVersion, String kind, String name) {
            this.apiVersion = apiVersion;
            this.kind = kind;
            this.metadata = Metadata.named(name);
        }

        /**
         * Puts the object into a namespace.
         *
         * @param namespace the namespace
         * @return this builder
         */
        public Builder namespace(String namespace) {
            metadata = metadata.withNamespace(namespace);
            return this;
        }

        /**
         * Adds a label.
         *
         * @param key the label's key
         * @param value the label's value
         * @return this builder
         */
        public Builder label(String key, String value) {
            Map<String, String> labels = new LinkedHashMap<>(metadata.labels());
            labels.put(key, value);
            metadata = metadata.withLabels(labels);
            return this;
        }

        /**
         * Adds an annotation.
         *
         * @param key the annotation's key
         * @param value the annotation's value
         * @return this builder
         */
        public Builder annotation(String key, String value) {
            Map<String, String> annotations = new LinkedHashMap<>(metadata.annotations());
            annotations.put(key, value);
            metadata = metadata.withAnnotations(annotations);
            return this;
        }

        /**
         * Sets the spec.
         *
         * @param spec a free tree
         * @return this builder
         */
        public Builder spec(Map<String, ? extends @Nullable Object> spec) {
            return field("spec", spec);
        }

        /**
         * Sets a field at the top level.
         *
         * @param key a key other than {@code apiVersion}, {@code kind}, {@code metadata}, {@code status}
         * @param value a part of a free tree
         * @return this builder
         */
        public Builder field(String key, @Nullable Object value) {
            if (OWN_KEYS.contains(key)) {
                throw new IllegalArgumentException("'" + key + "' has a method of its own");
            }
            body.put(key, value);
            return this;
        }

        /** {@return the document} */
        public Document build() {
            return new Document(apiVersion, kind, metadata, Trees.freeze(body), Map.of());
        }
    }
}
