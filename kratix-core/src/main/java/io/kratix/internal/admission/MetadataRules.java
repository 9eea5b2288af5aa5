// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.layout.ReservedNames;
import io.kratix.model.Document;
import io.kratix.model.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Names, labels and annotations, as Kubernetes allows them. */
final class MetadataRules {
    private static final long MOST_ANNOTATIONS = 256L * 1024;

    private MetadataRules() {}

    static void check(Document document, Findings findings) {
        Metadata metadata = document.metadata();
        checkName(metadata.name(), findings);
        if (!metadata.namespace().isEmpty()) {
            Names.label(metadata.namespace())
                    .ifPresent(rule -> tell("namespace", metadata.namespace(), rule, findings));
        }
        checkLabels(metadata.labels(), findings);
        checkAnnotations(metadata.annotations(), findings);
    }

    /** Whatever is written has an owner, and an owner's directory must not lie where the engine's own files do. */
    static void checkOwner(Document document, Findings findings) {
        check(document, findings);
        String name = document.metadata().name();
        if (ReservedNames.contains(name)) {
            tell("name", name, "is reserved for Kratix' own files", findings);
        }
    }

    private static void checkName(String name, Findings findings) {
        Names.subdomain(name).ifPresent(rule -> tell("name", name, rule, findings));
    }

    private static void checkLabels(Map<String, String> labels, Findings findings) {
        labels.forEach((key, value) -> {
            Names.qualified(key).ifPresent(rule -> tell("labels", key, rule, findings));
            Names.labelValue(value).ifPresent(rule -> tell("labels", value, rule, findings));
        });
    }

    private static void checkAnnotations(Map<String, String> annotations, Findings findings) {
        long size = 0;
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            String key = annotation.getKey();
            size += bytes(key) + bytes(annotation.getValue());
            Names.qualified(key).ifPresent(rule -> tell("annotations", key, rule, findings));
        }
        if (size > MOST_ANNOTATIONS) {
            findings.add(
                    Where.root().child("metadata").child("annotations"),
                    "",
                    "Too long: may not be more than " + MOST_ANNOTATIONS + " bytes",
                    "shorten the annotations");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void tell(String field, String value, String rule, Findings findings) {
        findings.invalid(Where.root().child("metadata").child(field), value, rule, "choose another one");
    }
}
