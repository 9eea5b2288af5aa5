// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that a GitOps agent keeps in sync with a path of a State Store. Its labels are what selectors match. */
public final class Destination implements Declaration {
    /** The file of mode {@code aggregatedYAML} where the document names none. */
    public static final String DEFAULT_FILENAME = "aggregated.yaml";

    private static final String MODE_REMEDY = "write nestedByDestination, nestedByMetadata, crds, template, none or"
            + " aggregatedYAML, or leave the field out";

    private final Document document;
    private final String path;
    private final StateStoreReference stateStore;
    private final boolean strictMatchLabels;
    private final Optional<FilepathMode> mode;
    private final String filename;
    private final Map<String, String> templates;
    private final boolean cleanup;
    private final boolean initWorkloads;

    private Destination(Document document) {
        FieldReader reader = FieldReader.of(document);
        FieldReader spec = reader.object("spec");
        FieldReader filepath = spec.object("filepath");
        FieldReader store = spec.object("stateStoreRef").allow(List.of("kind", "name"));
        this.document = document;
        this.path = spec.text("path", "");
        this.stateStore = readStore(spec, store);
        this.strictMatchLabels = spec.flag("strictMatchLabels", false);
        this.mode = readMode(filepath);
        this.filename = filepath.text("filename", DEFAULT_FILENAME);
        this.templates = readTemplates(filepath.object("templates"));
        this.cleanup = readCleanup(spec);
        FieldReader init = spec.object("initWorkloads");
        this.initWorkloads = init.flag("enabled", true);
        init.refuseUnknown();
        filepath.refuseUnknown();
        store.refuseUnknown();
        spec.refuseUnknown();
        reader.refuseUnknown();
        reader.failOnProblems(document.toString());
    }

    /**
     * Reads a Destination's document.
     *
     * @param document a document of kind {@code Destination}
     * @return the Destination
     * @throws InvalidDocumentException if a field is missing, unknown, mistyped or has a value that is not allowed
     */
    public static Destination of(Document document) {
        return new Destination(document);
    }

    /**
     * {@return a builder of a Destination}
     *
     * @param name the Destination's name
     * @param stateStore the State Store that it is kept in
     */
    public static Builder builder(String name, StateStoreReference stateStore) {
        return new Builder(name, stateStore);
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return the name} */
    public String name() {
        return document.metadata().name();
    }

    /** {@return the namespace that the document carries, else {@code default}; only mode {@code crds} writes it} */
    public String namespace() {
        String written = document.metadata().namespace();
        return written.isEmpty() ? Kinds.DEFAULT_NAMESPACE : written;
    }

    /** {@return what selectors match} */
    public Map<String, String> labels() {
        return document.metadata().labels();
    }

    /** {@return the path below the State Store's, as written; empty for none} */
    public String path() {
        return path;
    }

    /** {@return the State Store that it is kept in} */
    public StateStoreReference stateStore() {
        return stateStore;
    }

    /** {@return whether only those Works land here that ask for its labels} */
    public boolean strictMatchLabels() {
        return strictMatchLabels;
    }

    /** {@return the mode that the document names, if any} */
    public Optional<FilepathMode> mode() {
        return mode;
    }

    /** {@return the name of the one file of mode {@code aggregatedYAML}} */
    public String filename() {
        return filename;
    }

    /** {@return the templates of mode {@code template}, by {@code dependencies} and {@code resources}} */
    public Map<String, String> templates() {
        return templates;
    }

    /** {@return whether deleting the Destination removes what was written for it: {@code cleanup: all}} */
    public boolean cleansUp() {
        return cleanup;
    }

    /** {@return whether the two canary files are kept there} */
    public boolean initWorkloads() {
        return initWorkloads;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Destination destination && destination.document.equals(document);
    }

    @Override
    public int hashCode() {
        return Objects.hash(document);
    }

    /** {@return {@code Destination/worker-1}} */
    @Override
    public String toString() {
        return document.toString();
    }

    private static StateStoreReference readStore(FieldReader spec, FieldReader store) {
        if (!spec.has("stateStoreRef")) {
            spec.require("stateStoreRef", "stateStoreRef field is required");
            return new StateStoreReference("", "");
        }
        return new StateStoreReference(store.text("kind"), store.text("name"));
    }

    private static Optional<FilepathMode> readMode(FieldReader filepath) {
        String text = filepath.text("mode", "");
        Optional<FilepathMode> mode = FilepathMode.of(text);
        if (mode.isEmpty() && !text.isEmpty()) {
            filepath.invalid("mode", text, "is no layout mode", MODE_REMEDY);
        }
        return mode;
    }

    private static Map<String, String> readTemplates(FieldReader templates) {
        Map<String, String> read = new LinkedHashMap<>();
        for (String key : new String[] {"dependencies", "resources"}) {
            String template = templates.text(key, "");
            if (!template.isEmpty()) {
                read.put(key, template);
            }
        }
        templates.refuseUnknown();
        return Map.copyOf(read);
    }

    private static boolean readCleanup(FieldReader spec) {
        String text = spec.text("cleanup", "none");
        if (!text.equals("none") && !text.equals("all")) {
            spec.invalid("cleanup", text, "is neither none nor all", "write none (keep files) or all (remove them)");
        }
        return text.equals("all");
    }

    /** Builds a Destination; not safe for several threads. */
    public static final class Builder {
        private final Document.Builder document;
        private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();

        private Builder(String name, StateStoreReference stateStore) {
            document = Document.builder(Kinds.API_VERSION, Kinds.DESTINATION, name);
            spec.put("stateStoreRef", Map.of("kind", stateStore.kind(), "name", stateStore.name()));
        }

        /**
         * Adds a label that selectors can match.
         *
         * @param key the label's key
         * @param value the label's value
         * @return this builder
         */
        public Builder label(String key, String value) {
            document.label(key, value);
            return this;
        }

        /**
         * Sets the path below the State Store's.
         *
         * @param path a relative path
         * @return this builder
         */
        public Builder path(String path) {
            spec.put("path", path);
            return this;
        }

        /**
         * Sets the rule by which files get their paths.
         *
         * @param mode the rule
         * @return this builder
         */
        public Builder mode(FilepathMode mode) {
            spec.put("filepath", Map.of("mode", mode.text()));
            return this;
        }

        /**
         * Admits only those Works that ask for this Destination's labels.
         *
         * @param strict whether to be strict
         * @return this builder
         */
        public Builder strictMatchLabels(boolean strict) {
            spec.put("strictMatchLabels", strict);
            return this;
        }

        /**
         * Decides what deleting the Destination does to its files.
         *
         * @param all {@code true} removes them
         * @return this builder
         */
        public Builder cleanup(boolean all) {
            spec.put("cleanup", all ? "all" : "none");
            return this;
        }

        /**
         * Decides whether the two canary files are kept there.
         *
         * @param enabled {@code false} for none
         * @return this builder
         */
        public Builder initWorkloads(boolean enabled) {
            spec.put("initWorkloads", Map.of("enabled", enabled));
            return this;
        }

        /**
         * {@return the Destination}
         *
         * @throws InvalidDocumentException if what was set is not allowed
         */
        public Destination build() {
            return Destination.of(document.spec(spec).build());
        }
    }
}
