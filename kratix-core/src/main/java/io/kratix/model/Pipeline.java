// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Containers that run one after another over {@code /kratix/input}, {@code /kratix/output} and
 * {@code /kratix/metadata}.
 *
 * @param metadata the Pipeline's name, and labels and annotations for what runs it
 * @param containers the steps, in order
 * @param spec the whole spec as declared, for runners that understand more of it
 */
public record Pipeline(Metadata metadata, List<Container> containers, Map<String, @Nullable Object> spec) {
    private static final String KIND_REMEDY =
            "a workflow is a list of documents of kind Pipeline and apiVersion " + Kinds.API_VERSION;

    /** Copies the containers. */
    public Pipeline {
        containers = List.copyOf(containers);
    }

    /** {@return the Pipeline's name} */
    public String name() {
        return metadata.name();
    }

    /** {@return how often it is tried again when it fails, if it says so: {@code jobOptions.backoffLimit}} */
    public Optional<Integer> retries() {
        return spec.get("jobOptions") instanceof Map<?, ?> options
                        && options.get("backoffLimit") instanceof Number limit
                ? Optional.of(Math.max(0, limit.intValue()))
                : Optional.empty();
    }

    /**
     * {@return a builder of a Pipeline}
     *
     * @param name the Pipeline's name, unique within its workflow
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** {@return the Pipeline as it stands in a Promise's document} */
    public Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", Kinds.API_VERSION);
        tree.put("kind", Kinds.PIPELINE);
        tree.put("metadata", metadata.tree());
        tree.put("spec", spec);
        return Trees.freeze(tree);
    }

    static Pipeline read(FieldReader reader) {
        FieldReader metadata = reader.object("metadata").allow(Metadata.CLUSTER_FIELDS);
        Metadata read = Metadata.read(metadata);
        checkKind(reader, read.name());
        FieldReader spec = reader.object("spec");
        readSurroundings(spec);
        Pipeline pipeline = new Pipeline(read, spec.objects("containers", Container::read), spec.tree());
        if (pipeline.containers().isEmpty()) {
            spec.require("containers");
        }
        spec.refuseUnknown();
        metadata.refuseUnknown();
        reader.refuseUnknown();
        return pipeline;
    }

    /** Fields that only a cluster gives a meaning, and that a mistyped word must not hide in. */
    private static void readSurroundings(FieldReader spec) {
        spec.text("restartPolicy", "");
        spec.textMap("nodeSelector");
        spec.objects("imagePullSecrets", PodFields::pullSecret);
        spec.objects("tolerations", PodFields::toleration);
        spec.objects("volumes", PodFields::volume);
        FieldReader options = spec.object("jobOptions");
        checkBackoffLimit(options);
        options.refuseUnknown();
        FieldReader rbac = spec.object("rbac");
        rbac.text("serviceAccount", "");
        rbac.objects("permissions", Pipeline::readPermission);
        rbac.refuseUnknown();
    }

    private static void checkBackoffLimit(FieldReader options) {
        Long limit = options.number("backoffLimit");
        if (limit != null && limit != limit.intValue()) {
            options.invalid(
                    "backoffLimit", limit, "must be a whole number of 32 bits", "write how many tries there are");
        }
    }

    private static List<String> readPermission(FieldReader permission) {
        permission.text("resourceNamespace", "");
        for (String key : List.of("apiGroups", "resources", "resourceNames", "nonResourceURLs")) {
            permission.texts(key);
        }
        List<String> verbs = permission.texts("verbs");
        permission.refuseUnknown();
        return verbs;
    }

    private static void checkKind(FieldReader reader, String name) {
        String kind = reader.text("kind");
        String apiVersion = reader.text("apiVersion");
        if (!kind.equals(Kinds.PIPELINE) || !apiVersion.equals(Kinds.API_VERSION)) {
            reader.invalid(
                    "kind",
                    kind,
                    "unsupported pipeline \"" + name + "\" with APIVersion \"" + kind + "/" + apiVersion + "\"",
                    KIND_REMEDY);
        }
    }

    /** Builds a Pipeline; not safe for several threads. */
    public static final class Builder {
        private final String name;
        private final List<Container> containers = new ArrayList<>();
        private final Map<String, @Nullable Object> options = new LinkedHashMap<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds a container that runs an image's own entry point.
         *
         * @param container the container's name
         * @param image the image
         * @return this builder
         */
        public Builder container(String container, String image) {
            containers.add(new Container(
                    container, image, List.of(), List.of(), Trees.freeze(Map.of("name", container, "image", image))));
            return this;
        }

        /**
         * Adds a container that runs a command.
         *
         * @param container the container's name
         * @param image the image
         * @param command the command and its arguments, in place of the image's own
         * @return this builder
         */
        public Builder container(String container, String image, List<String> command) {
            containers.add(new Container(
                    container,
                    image,
                    List.copyOf(command),
                    List.of(),
                    Trees.freeze(Map.of("name", container, "image", image, "command", command))));
            return this;
        }

        /**
         * Sets how often the Pipeline is tried again when it fails.
         *
         * @param most {@code jobOptions.backoffLimit}: 0 for never
         * @return this builder
         */
        public Builder retries(int most) {
            options.put("backoffLimit", most);
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
            annotations.put(key, value);
            return this;
        }

        /** {@return the Pipeline} */
        public Pipeline build() {
            List<Map<String, @Nullable Object>> fields =
                    containers.stream().map(Container::fields).toList();
            Map<String, @Nullable Object> spec = new LinkedHashMap<>();
            spec.put("containers", fields);
            if (!options.isEmpty()) {
                spec.put("jobOptions", options);
            }
            return new Pipeline(Metadata.named(name).withAnnotations(annotations), containers, Trees.freeze(spec));
        }
    }
}
