// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which version of its Promise a request runs with: one that it is pinned to, or whichever is the latest. Changing the
 * version upgrades the request, or rolls it back. Source: Kratix' {@code resourcebinding_types.go}.
 */
public final class ResourceBinding implements Declaration {
    /** The version that follows the Promise. */
    public static final String LATEST = "latest";

    private final Document document;
    private final String version;
    private final String promise;
    private final String resource;
    private final String namespace;

    private ResourceBinding(Document document) {
        FieldReader reader = FieldReader.of(document);
        FieldReader spec = reader.object("spec");
        FieldReader promiseRef = spec.object("promiseRef");
        FieldReader resourceRef = spec.object("resourceRef");
        this.document = document;
        this.version = spec.text("version");
        this.promise = promiseRef.text("name");
        this.resource = resourceRef.text("name");
        this.namespace = resourceRef.text("namespace", document.reference().namespace());
        resourceRef.number("generation");
        promiseRef.refuseUnknown();
        resourceRef.refuseUnknown();
        spec.refuseUnknown();
        reader.refuseUnknown();
        reader.failOnProblems(document.toString());
    }

    /**
     * Reads a binding's document.
     *
     * @param document a document of kind {@code ResourceBinding}
     * @return the binding
     * @throws InvalidDocumentException if a field is missing, unknown or mistyped
     */
    public static ResourceBinding of(Document document) {
        return new ResourceBinding(document);
    }

    /**
     * {@return a binding of a request to a version}
     *
     * @param promise the Promise's name
     * @param request the request
     * @param version a version of the Promise, or {@link #LATEST}
     */
    public static ResourceBinding of(String promise, ObjectReference request, String version) {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("version", version);
        spec.put("promiseRef", Map.of("name", promise));
        spec.put("resourceRef", Map.of("name", request.name(), "namespace", request.namespace()));
        return new ResourceBinding(Document.builder(
                        Kinds.API_VERSION, Kinds.RESOURCE_BINDING, ObjectNames.binding(request.name(), promise))
                .namespace(request.namespace())
                .label(KratixLabels.PROMISE_NAME, promise)
                .label(KratixLabels.RESOURCE_NAME, labelOf(request.name()))
                .spec(spec)
                .build());
    }

    /**
     * {@return the identity of the binding that the engine makes for a request}
     *
     * @param promise the Promise's name
     * @param request the request
     */
    public static ObjectReference reference(String promise, ObjectReference request) {
        return ObjectReference.request(
                Kinds.GROUP, Kinds.RESOURCE_BINDING, request.namespace(), ObjectNames.binding(request.name(), promise));
    }

    /**
     * {@return a text that names a request of a Promise, whatever its binding is called}
     *
     * @param promise the Promise's name
     * @param namespace the request's namespace
     * @param request the request's name
     */
    public static String key(String promise, String namespace, String request) {
        return promise + " " + namespace + "/" + request;
    }

    /**
     * {@return the name of the Promise in a text that names a request of it}
     *
     * @param key from {@link #key}
     */
    public static String promiseOf(String key) {
        return key.substring(0, Math.max(0, key.indexOf(' ')));
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return the version that the request shall run with, or {@link #LATEST}} */
    public String version() {
        return version;
    }

    /** {@return the Promise's name} */
    public String promise() {
        return promise;
    }

    /** {@return the request's name} */
    public String resource() {
        return resource;
    }

    /** {@return the request's namespace} */
    public String namespace() {
        return namespace;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceBinding binding && binding.document.equals(document);
    }

    @Override
    public int hashCode() {
        return Objects.hash(document);
    }

    /** {@return {@code ResourceBinding/default/my-redis-redis-a8e5c}} */
    @Override
    public String toString() {
        return document.toString();
    }

    /** A label's value has at most 63 characters. */
    private static String labelOf(String request) {
        return request.length() > 63 ? ObjectNames.deterministic(request) : request;
    }
}
