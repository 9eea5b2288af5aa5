// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.model.RequiredPromise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
            return new Admission(document, problems(document, before, e.problems()), List.of());
        }
    }

    private static Admission admit(Promise promise, Optional<Document> before) {
        Document document = promise.document();
        Findings findings = new Findings();
        List<String> warnings = new ArrayList<>(promise.warnings());
        checkDocument(document, before, findings);
        PipelineCheck.check(promise, promise.api().isPresent(), findings);
        promise.api().map(PromiseAdmission::check).ifPresent(check -> {
            findings.addAll(check.findings());
            warnings.addAll(check.warnings());
        });
        ApiChange.check(promise, before.map(Promise::of), findings);
        return new Admission(document, findings.sorted("Promise/" + promise.name()), warnings);
    }

    /** Of a Promise that cannot be read, the parts that can be are looked through all the same. */
    private static List<Problem> problems(Document document, Optional<Document> before, List<Problem> mistyped) {
        Findings findings = new Findings();
        findings.addAll(mistyped);
        checkDocument(document, before, findings);
        boolean hasApi = document.spec().get("api") != null;
        part(document, "workflows").ifPresent(part -> PipelineCheck.check(part, hasApi, findings));
        part(document, "api")
                .flatMap(Promise::api)
                .ifPresent(api -> findings.addAll(check(api).findings()));
        return findings.sorted("Promise/" + document.metadata().name());
    }

    /**
     * {@return a Promise of nothing but one field of a document's spec; empty if that field cannot be read}
     *
     * @param document a document of kind {@code Promise}
     * @param field the field's name
     */
    public static Optional<Promise> part(Document document, String field) {
        Map<String, @Nullable Object> spec = new HashMap<>(document.spec());
        spec.keySet().retainAll(Set.of(field));
        try {
            return Optional.of(Promise.of(document.withBody(Map.of("spec", spec))));
        } catch (InvalidDocumentException e) {
            return Optional.empty(); // told already
        }
    }

    /**
     * {@return the version of a Promise, or of a release that is called as it is, that another Promise has among its own
     *     dependencies, which may be empty; empty if it has none of them}
     *
     * @param promise the Promise that brings the other one
     * @param name the other one's name
     */
    public static Optional<String> brought(Promise promise, String name) {
        return promise.dependencies().stream()
                .filter(tree -> String.valueOf(tree.get("apiVersion")).startsWith(Kinds.GROUP + "/"))
                .filter(tree -> name.equals(field(tree, "metadata", "name")))
                .flatMap(tree -> version(tree).stream())
                .findFirst();
    }

    private static Optional<String> version(Map<String, @Nullable Object> tree) {
        return switch (String.valueOf(tree.get("kind"))) {
            case Kinds.PROMISE -> Optional.of(field(tree, "metadata", "labels", KratixLabels.PROMISE_VERSION));
            case Kinds.PROMISE_RELEASE -> Optional.of(field(tree, "spec", "version"));
            default -> Optional.empty();
        };
    }

    private static String field(Map<String, @Nullable Object> tree, String... path) {
        @Nullable Object value = tree;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value instanceof String text ? text : "";
    }

    private static void checkDocument(Document document, Optional<Document> before, Findings findings) {
        MetadataRules.checkOwner(document, findings);
        IntervalCheck.checkAnnotation(document, before, findings);
        IntervalCheck.checkSpec(document, findings);
    }

    private static ApiCheck check(PromiseApi api) {
        return ApiCheck.of(api, Where.root("spec.api"));
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
