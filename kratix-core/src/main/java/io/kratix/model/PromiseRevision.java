// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Promise as it was at one of its versions: what requests that are bound to that version run with. The engine makes
 * them. Source: Kratix' {@code promiserevision_types.go}.
 */
public final class PromiseRevision implements Declaration {
    private final Document document;
    private final String promise;
    private final String version;
    private final Map<String, @Nullable Object> promiseSpec;

    private PromiseRevision(Document document) {
        FieldReader reader = FieldReader.of(document);
        FieldReader spec = reader.object("spec");
        FieldReader reference = spec.object("promiseRef");
        this.document = document;
        this.promise = reference.text("name");
        this.version = spec.text("version");
        this.promiseSpec = spec.tree("promiseSpec");
        reference.refuseUnknown();
        spec.refuseUnknown();
        reader.refuseUnknown();
        reader.failOnProblems(document.toString());
    }

    /**
     * Reads a revision's document.
     *
     * @param document a document of kind {@code PromiseRevision}
     * @return the revision
     * @throws InvalidDocumentException if a field is missing, unknown or mistyped
     */
    public static PromiseRevision of(Document document) {
        return new PromiseRevision(document);
    }

    /**
     * {@return the revision of a Promise as it is now}
     *
     * @param promise the Promise
     * @param version its version
     */
    public static PromiseRevision of(Promise promise, String version) {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("promiseRef", Map.of("name", promise.name()));
        spec.put("promiseSpec", promise.document().spec());
        spec.put("version", version);
        return new PromiseRevision(
                Document.builder(Kinds.API_VERSION, Kinds.PROMISE_REVISION, nameOf(promise.name(), version))
                        .label(KratixLabels.PROMISE_NAME, promise.name())
                        .spec(spec)
                        .build());
    }

    /**
     * {@return the name of a revision}
     *
     * @param promise the Promise's name
     * @param version the version
     */
    public static String nameOf(String promise, String version) {
        return ObjectNames.deterministic(promise, version);
    }

    /**
     * {@return the revision's identity}
     *
     * @param promise the Promise's name
     * @param version the version
     */
    public static ObjectReference reference(String promise, String version) {
        return ObjectReference.platform(Kinds.PROMISE_REVISION, nameOf(promise, version));
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return the Promise's name} */
    public String promise() {
        return promise;
    }

    /** {@return the version} */
    public String version() {
        return version;
    }

    /** {@return whether it is the Promise's newest revision, as the engine reports it} */
    public boolean isLatest() {
        return Boolean.TRUE.equals(document.status().get("latest"));
    }

    /**
     * {@return whether a Promise has the spec that is recorded here}
     *
     * @param document a Promise's document
     */
    public boolean isOf(Document document) {
        return promiseSpec.equals(document.spec());
    }

    /**
     * {@return the Promise as it was at this version}
     *
     * @throws InvalidDocumentException if the spec is none of a Promise
     */
    public Promise asPromise() {
        Document.Builder then = Document.builder(Kinds.API_VERSION, Kinds.PROMISE, promise)
                .label(KratixLabels.PROMISE_VERSION, version)
                .spec(promiseSpec);
        document.metadata().annotations().forEach(then::annotation);
        return Promise.of(then.build());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PromiseRevision revision && revision.document.equals(document);
    }

    @Override
    public int hashCode() {
        return Objects.hash(document);
    }

    /** {@return {@code PromiseRevision/redis-2888c}} */
    @Override
    public String toString() {
        return document.toString();
    }
}
