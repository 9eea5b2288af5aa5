// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.HealthRecord;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.model.PromiseRelease;
import io.kratix.model.PromiseRevision;
import io.kratix.model.ResourceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Admits what a Promise's life is told with: releases, revisions, and bindings of requests to them. */
public final class LifecycleAdmission {
    private LifecycleAdmission() {}

    /**
     * {@return what is to be said of a PromiseRelease} Nothing is fetched: a source that is down is said in its status.
     *
     * @param document a document of kind {@code PromiseRelease}
     */
    public static Admission release(Document document) {
        return admit(document, PromiseRelease::of, findings -> {});
    }

    /**
     * {@return what is to be said of a HealthRecord} The request that it is about need not be there yet.
     *
     * @param document a document of kind {@code HealthRecord}
     */
    public static Admission health(Document document) {
        return admit(document, HealthRecord::of, findings -> {});
    }

    /**
     * {@return what is to be said of a PromiseRevision}
     *
     * @param document a document of kind {@code PromiseRevision}
     * @param before the document that is stored under that name
     */
    public static Admission revision(Document document, Optional<Document> before) {
        return admit(document, PromiseRevision::of, findings -> {
            IntervalCheck.checkAnnotation(document, before, findings);
            findings.addAll(problems(PromiseRevision.of(document)));
        });
    }

    /** Requests run with it as with a Promise. */
    private static List<Problem> problems(PromiseRevision revision) {
        Document.Builder promise = Document.builder(Kinds.API_VERSION, Kinds.PROMISE, revision.promise());
        Map<String, @Nullable Object> spec =
                Values.map(revision.document().spec().get("promiseSpec"));
        return PromiseAdmission.admit(promise.spec(spec).build(), Optional.empty()).problems().stream()
                .map(problem -> within("spec.promiseSpec", problem))
                .toList();
    }

    private static Problem within(String part, Problem problem) {
        String field = problem.field();
        String there = field.startsWith("spec.") ? part + field.substring("spec".length()) : part;
        String message = field.isEmpty() ? problem.message() : problem.message().replace(field, there);
        return new Problem("", "", there, problem.value(), message, problem.remedy());
    }

    /**
     * {@return what is to be said of a ResourceBinding}
     *
     * @param document a document of kind {@code ResourceBinding}
     */
    public static Admission binding(Document document) {
        return admit(document, ResourceBinding::of, findings -> {});
    }

    /**
     * Checks that an object may be deleted by itself.
     *
     * @param document the object, with its status
     * @throws InvalidDocumentException if it is the latest revision of its Promise
     */
    public static void deletion(Document document) {
        boolean revision =
                document.group().equals(Kinds.GROUP) && document.kind().equals(Kinds.PROMISE_REVISION);
        if (revision && PromiseRevision.of(document).isLatest()) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                            "can not delete the latest PromiseRevision",
                            "delete Promise '" + PromiseRevision.of(document).promise()
                                    + "', or give it another version first")
                    .of(document.toString())));
        }
    }

    /** Adds what is to be said beyond names and fields. */
    @FunctionalInterface
    private interface More {
        void check(Findings findings);
    }

    private static Admission admit(Document document, Function<Document, Declaration> reading, More more) {
        try {
            Document read = reading.apply(document).document();
            Findings findings = new Findings();
            MetadataRules.check(read, findings);
            more.check(findings);
            return new Admission(read, findings.sorted(document.toString()), List.of());
        } catch (InvalidDocumentException e) {
            return new Admission(document, e.problems(), List.of());
        }
    }
}
