// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests of a Promise look like: the CustomResourceDefinition in its {@code spec.api}.
 *
 * @param name the definition's name, {@code <plural>.<group>}
 * @param group the group of requests
 * @param kind the kind of requests
 * @param plural the plural of the kind
 * @param versions the versions, as declared
 * @param definition the whole definition
 */
public record PromiseApi(
        String name,
        String group,
        String kind,
        String plural,
        List<Version> versions,
        Map<String, @Nullable Object> definition) {
    /** Copies the versions. */
    public PromiseApi {
        versions = List.copyOf(versions);
    }

    /** {@return the version that requests are kept in: the one marked {@code storage}, else the first} */
    public Version storageVersion() {
        return versions.stream().filter(Version::storage).findFirst().orElseGet(() -> versions.get(0));
    }

    static PromiseApi read(FieldReader reader) {
        CrdSpelling spelling = new CrdSpelling(reader.path());
        FieldReader crd = reader.over(spelling.correct(reader.tree()));
        spelling.warnings().forEach(reader::warn);
        FieldReader spec = crd.object("spec");
        FieldReader names = spec.object("names");
        PromiseApi api = new PromiseApi(
                crd.object("metadata").text("name"),
                spec.text("group"),
                names.text("kind"),
                names.text("plural"),
                spec.objects("versions", Version::read),
                crd.tree());
        if (api.versions().isEmpty()) {
            spec.require("versions");
        }
        return api;
    }

    /**
     * One version of a Promise's API.
     *
     * @param name the version, {@code v1alpha1}
     * @param served whether requests of this version are accepted
     * @param storage whether requests are kept in this version
     * @param schema its {@code openAPIV3Schema}; empty if it has none
     */
    public record Version(String name, boolean served, boolean storage, Map<String, @Nullable Object> schema) {
        static Version read(FieldReader reader) {
            return new Version(
                    reader.text("name"),
                    reader.flag("served", false),
                    reader.flag("storage", false),
                    reader.object("schema").tree("openAPIV3Schema"));
        }
    }
}
