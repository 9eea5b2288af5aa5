// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Promise;
import io.kratix.model.RequiredPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Admits Promises as Kratix' webhook and the API server behind it do. */
public final class PromiseAdmission {
    private PromiseAdmission() {}

    /**
     * {@return what is to be said of a Promise}
     *
     * @param document a document of kind {@code Promise}
     * @param before the document that is stored under that name
     */
    public static Admission admit(Document document, Optional<Document> before) {
        try {
            return admit(Promise.of(document), before);
        } catch (InvalidDocumentException e) {
            return new Admission(document, e.problems(), List.of());
        }
    }

    private static Admission admit(Promise promise, Optional<Document> before) {
        Document document = promise.document();
        Findings findings = new Findings();
        List<String> warnings = new ArrayList<>(promise.warnings());
        MetadataRules.checkOwner(document, findings);
        IntervalCheck.checkAnnotation(document, before, findings);
        IntervalCheck.checkSpec(document, findings);
        PipelineCheck.check(promise, findings);
        promise.api().map(api -> ApiCheck.of(api, Where.root("spec.api"))).ifPresent(check -> {
            findings.addAll(check.findings());
            warnings.addAll(check.warnings());
        });
        ApiChange.check(promise, before.map(Promise::of), findings);
        return new Admission(document, findings.sorted("Promise/" + promise.name()), warnings);
    }

    /**
     * {@return what a Promise's author should know of the Promises that it needs, one sentence each; empty if all are
     * there}
     *
     * @param required the Promises that it needs
     * @param installed the Promises that are installed, with the versions that there are revisions of
     */
    public static List<String> missing(List<RequiredPromise> required, Map<String, Set<String>> installed) {
        List<String> warnings = new ArrayList<>();
        for (RequiredPromise promise : required) {
            String name = "Required Promise \"" + promise.name() + "\"";
            Set<String> versions = installed.get(promise.name());
            if (versions == null) {
                warnings.add(name + " at version \"" + promise.version() + "\" not installed");
            } else if (!promise.version().isEmpty() && !versions.contains(promise.version())) {
                warnings.add(name + " installed, but no revision found at version \"" + promise.version() + "\"");
            }
        }
        if (!warnings.isEmpty()) {
            warnings.add("Promise will not be available until the above issue(s) is resolved");
        }
        return List.copyOf(warnings);
    }
}
