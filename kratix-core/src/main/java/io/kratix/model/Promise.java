// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An API, what must be there before it can be used, and the workflows that fulfil requests of it. */
public final class Promise implements Declaration {
    private final Document document;
    private final Optional<PromiseApi> api;
    private final List<Map<String, @Nullable Object>> dependencies;
    private final List<DestinationSelector> destinationSelectors;
    private final List<RequiredPromise> requiredPromises;
    private final Workflows workflows;
    private final List<String> warnings;

    private Promise(Document document) {
        FieldReader reader = FieldReader.of(document);
        FieldReader spec = reader.object("spec");
        this.document = document;
        this.api = readApi(spec);
        this.dependencies = spec.objects("dependencies", FieldReader::tree);
        this.destinationSelectors =
                DestinationSelector.squash(spec.objects("destinationSelectors", Promise::readSelector)).stream()
                        .toList();
        this.requiredPromises = spec.objects("requiredPromises", Promise::readRequirement);
        this.workflows = Workflows.read(spec.object("workflows"));
        spec.warnOfUnknown();
        reader.warnOfUnknown();
        reader.failOnProblems(document.toString());
        this.warnings = reader.warnings();
    }

    private static Optional<PromiseApi> readApi(FieldReader spec) {
        if (spec.has("api") && !spec.isObject("api")) {
            spec.invalid("api", "", "api is not a valid CRD: it is no object", "write a CustomResourceDefinition");
            return Optional.empty();
        }
        return spec.tree("api").isEmpty() ? Optional.empty() : Optional.of(PromiseApi.read(spec.object("api")));
    }

    private static DestinationSelector readSelector(FieldReader entry) {
        DestinationSelector selector =
                new DestinationSelector(LabelSelectorReader.read(entry), DestinationSelector.Source.PROMISE);
        entry.warnOfUnknown();
        return selector;
    }

    private static RequiredPromise readRequirement(FieldReader entry) {
        RequiredPromise required = new RequiredPromise(entry.text("name"), entry.text("version", ""));
        entry.warnOfUnknown();
        return required;
    }

    /**
     * Reads a Promise's document.
     *
     * @param document a document of kind {@code Promise}
     * @return the Promise
     * @throws InvalidDocumentException if a field is missing or mistyped, or a Pipeline has an unknown one
     */
    public static Promise of(Document document) {
        return new Promise(document);
    }

    /**
     * {@return a builder of a Promise}
     *
     * @param name the Promise's name
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return the name} */
    public String name() {
        return document.metadata().name();
    }

    /** {@return what requests look like; empty if the Promise takes none} */
    public Optional<PromiseApi> api() {
        return api;
    }

    /** {@return documents that go to every matching Destination as soon as the Promise is installed} */
    public List<Map<String, @Nullable Object>> dependencies() {
        return dependencies;
    }

    /**
     * {@return which Destinations the Promise asks for: one entry that stands for all of the document's, where the first
     * wins; none if the document has none}
     */
    public List<DestinationSelector> destinationSelectors() {
        return destinationSelectors;
    }

    /** {@return Promises that must be available before this one is} */
    public List<RequiredPromise> requiredPromises() {
        return requiredPromises;
    }

    /** {@return the workflows} */
    public Workflows workflows() {
        return workflows;
    }

    /** {@return what was read although it is probably not meant, unknown fields for one; one sentence each} */
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Promise promise && promise.document.equals(document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    /** {@return {@code Promise/redis}} */
    @Override
    public String toString() {
        return document.toString();
    }

    /** Builds a Promise; not safe for several threads. */
    public static final class Builder {
        private final Document.Builder document;
        private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        private final List<Map<String, ? extends @Nullable Object>> dependencies = new ArrayList<>();
        private final List<Map<String, ? extends @Nullable Object>> selectors = new ArrayList<>();
        private final Map<String, Map<String, List<Map<String, @Nullable Object>>>> workflows = new LinkedHashMap<>();
        private final List<Map<String, String>> required = new ArrayList<>();

        private Builder(String name) {
            document = Document.builder(Kinds.API_VERSION, Kinds.PROMISE, name);
        }

        /**
         * Sets the version, a label that requests and releases go by.
         *
         * @param version {@code v1.2.0}, or any other label value
         * @return this builder
         */
        public Builder version(String version) {
            document.label(KratixLabels.PROMISE_VERSION, version);
            return this;
        }

        /**
         * Needs another Promise, without which this one fulfils no requests.
         *
         * @param name the other Promise's name
         * @param version the version that it must have had at some time; empty for any
         * @return this builder
         */
        public Builder requires(String name, String version) {
            required.add(Map.of("name", name, "version", version));
            return this;
        }

        /**
         * Sets the API.
         *
         * @param definition a CustomResourceDefinition
         * @return this builder
         */
        public Builder api(Map<String, ? extends @Nullable Object> definition) {
            spec.put("api", definition);
            return this;
        }

        /**
         * Sets an API with one version, {@code v1alpha1}.
         *
         * @param group the group of requests
         * @param kind the kind of requests; the plural is the kind in lower case
         * @param specSchema the schema of a request's {@code spec}
         * @return this builder
         */
        public Builder api(String group, String kind, Map<String, ? extends @Nullable Object> specSchema) {
            String plural = kind.toLowerCase(java.util.Locale.ROOT);
            Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("spec", specSchema));
            Map<String, Object> version = Map.of(
                    "name", "v1alpha1", "served", true, "storage", true, "schema", Map.of("openAPIV3Schema", schema));
            return api(Map.of(
                    "apiVersion",
                    "apiextensions.k8s.io/v1",
                    "kind",
                    "CustomResourceDefinition",
                    "metadata",
                    Map.of("name", plural + "." + group),
                    "spec",
                    Map.of(
                            "group",
                            group,
                            "names",
                            Map.of("kind", kind, "plural", plural, "singular", plural),
                            "scope",
                            "Namespaced",
                            "versions",
                            List.of(version))));
        }

        /**
         * Adds a document that goes to every matching Destination.
         *
         * @param tree a whole document
         * @return this builder
         */
        public Builder dependency(Map<String, ? extends @Nullable Object> tree) {
            dependencies.add(tree);
            return this;
        }

        /**
         * Asks for Destinations with these labels.
         *
         * @param matchLabels labels that a Destination must carry
         * @return this builder
         */
        public Builder destinationSelector(Map<String, String> matchLabels) {
            selectors.add(Map.of("matchLabels", matchLabels));
            return this;
        }

        /**
         * Adds a Pipeline to the workflow that fulfils requests.
         *
         * @param pipeline the Pipeline
         * @return this builder
         */
        public Builder resourceConfigure(Pipeline pipeline) {
            return add("resource", WorkflowAction.CONFIGURE, pipeline);
        }

        /**
         * Adds a Pipeline to the workflow that runs before a request goes.
         *
         * @param pipeline the Pipeline
         * @return this builder
         */
        public Builder resourceDelete(Pipeline pipeline) {
            return add("resource", WorkflowAction.DELETE, pipeline);
        }

        /**
         * Adds a Pipeline to the workflow that installs the Promise.
         *
         * @param pipeline the Pipeline
         * @return this builder
         */
        public Builder promiseConfigure(Pipeline pipeline) {
            return add("promise", WorkflowAction.CONFIGURE, pipeline);
        }

        /**
         * Adds a Pipeline to the workflow that runs before the Promise goes.
         *
         * @param pipeline the Pipeline
         * @return this builder
         */
        public Builder promiseDelete(Pipeline pipeline) {
            return add("promise", WorkflowAction.DELETE, pipeline);
        }

        /**
         * Adds a label.
         *
         * @param key its key
         * @param value its value
         * @return this builder
         */
        public Builder label(String key, String value) {
            document.label(key, value);
            return this;
        }

        /**
         * Adds an annotation.
         *
         * @param key its key
         * @param value its value
         * @return this builder
         */
        public Builder annotation(String key, String value) {
            document.annotation(key, value);
            return this;
        }

        private Builder add(String type, WorkflowAction action, Pipeline pipeline) {
            workflows
                    .computeIfAbsent(type, any -> new LinkedHashMap<>())
                    .computeIfAbsent(action.text(), any -> new ArrayList<>())
                    .add(pipeline.tree());
            return this;
        }

        /**
         * {@return the Promise}
         *
         * @throws InvalidDocumentException if what was set is not allowed
         */
        public Promise build() {
            if (!dependencies.isEmpty()) {
                spec.put("dependencies", dependencies);
            }
            if (!required.isEmpty()) {
                spec.put("requiredPromises", required);
            }
            if (!selectors.isEmpty()) {
                spec.put("destinationSelectors", selectors);
            }
            if (!workflows.isEmpty()) {
                spec.put("workflows", workflows);
            }
            return Promise.of(document.spec(spec).build());
        }
    }
}
