// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.KratixLabels;
import io.kratix.model.Problem;
import io.kratix.model.PromiseApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests of one Promise's API as a Kubernetes API server does: bring into shape, default, validate. The schemas
 * are read once. Safe to share between threads.
 */
public final class RequestAdmission {
    /** Kratix holds names to the length of a label, because they become labels. */
    private static final int LONGEST_NAME = 63;

    private static final int LONGEST_SUBDOMAIN = 253;
    private static final String DEFAULT_NAMESPACE = "default";

    private final String group;
    private final String kind;
    private final List<String> served;
    private final String storage;
    private final UnknownFields unknownFields;
    private final boolean isClusterScoped;
    private final Map<String, Schema> schemas = new LinkedHashMap<>();

    private RequestAdmission(PromiseApi api, UnknownFields unknownFields) {
        this.group = api.group();
        this.kind = api.kind();
        this.served = api.versions().stream()
                .filter(PromiseApi.Version::served)
                .map(PromiseApi.Version::name)
                .toList();
        this.storage = api.storageVersion().name();
        this.unknownFields = unknownFields;
        this.isClusterScoped =
                "Cluster".equals(Values.map(api.definition().get("spec")).get("scope"));
        for (PromiseApi.Version version : api.versions()) {
            schemas.put(version.name(), SchemaReader.read(version.schema()));
        }
    }

    /**
     * {@return the admission of an API's requests that refuses unknown fields}
     *
     * @param api an API that its own check has admitted
     */
    public static RequestAdmission of(PromiseApi api) {
        return of(api, UnknownFields.REFUSE);
    }

    /**
     * {@return the admission of an API's requests}
     *
     * @param api an API that its own check has admitted
     * @param unknownFields what becomes of fields that the schema does not know
     */
    public static RequestAdmission of(PromiseApi api, UnknownFields unknownFields) {
        return new RequestAdmission(api, unknownFields);
    }

    /**
     * {@return what is to be said of a request, and the request as it is stored: in the API's storage version, with a
     * namespace, without status}
     *
     * @param request the request, as it was written
     * @param before the request that is stored under that name; what was wrong with it and did not change is tolerated
     */
    public Admission admit(Document request, Optional<Document> before) {
        Schema schema = served(request.version());
        if (schema == null || !request.group().equals(group) || !request.kind().equals(kind)) {
            return new Admission(request, List.of(unknownKind(request)), List.of());
        }
        try {
            return admit(placed(request), schema, before);
        } catch (InvalidDocumentException e) {
            return new Admission(request, e.problems(), List.of());
        }
    }

    /**
     * {@return what is to be said of a request that was admitted earlier, perhaps by another form of its API, and the
     * request as it reads in this one: in the storage version, with the defaults of now, with its status}
     *
     * @param stored the request, as it is stored
     */
    public Admission review(Document stored) {
        try {
            return read(stored, stored.withApiVersion(group + "/" + storage));
        } catch (InvalidDocumentException e) {
            return new Admission(stored, e.problems(), List.of());
        }
    }

    private Admission read(Document stored, Document present) {
        Effort effort = new Effort();
        Shaper shaper = new Shaper(effort);
        Schema schema = schemas.getOrDefault(storage, Schema.UNKNOWN);
        Map<String, @Nullable Object> shaped = shaper.shape(whole(present), schema);
        Validator validator = new Validator(effort);
        validate(shaped, schema, Before.NOTHING, validator);
        List<String> warnings = judgeUnknown(shaper.unknown(), validator.findings());
        List<Problem> problems = validator.findings().sorted(stored.toString());
        Document read = problems.isEmpty() ? withFields(present, shaped).withStatus(stored.status()) : stored;
        return new Admission(read, problems, warnings);
    }

    /**
     * {@return what tells the forms of an API from each other, which may take different requests}
     *
     * @param api an API
     */
    public static String form(PromiseApi api) {
        return Content.of(DocumentPrinter.printTree(Values.map(api.definition().get("spec"))))
                .sha256();
    }

    private Admission admit(Document request, Schema schema, Optional<Document> before) {
        Effort effort = new Effort();
        Shaper shaper = new Shaper(effort);
        Map<String, @Nullable Object> shaped = shaper.shape(whole(request), schema);
        Validator validator = new Validator(effort);
        Before stood = before.map(document -> Before.of(whole(document))).orElse(Before.NOTHING);
        validate(shaped, schema, stood, validator);
        checkMetadata(request, validator.findings());
        List<String> warnings = judgeUnknown(shaper.unknown(), validator.findings());
        List<Problem> problems = validator.findings().sorted(request.toString());
        Document stored = problems.isEmpty() ? stored(request, shaped, warnings) : request;
        return new Admission(stored, problems, warnings);
    }

    private static void validate(
            Map<String, @Nullable Object> shaped, Schema schema, Before stood, Validator validator) {
        try {
            validator.validate(shaped, schema, stood, Where.root());
        } catch (InvalidDocumentException e) {
            validator.findings().addAll(e.problems());
        }
    }

    private @Nullable Schema served(String version) {
        return served.contains(version) ? schemas.get(version) : null;
    }

    private Problem unknownKind(Document request) {
        List<String> versions =
                served.stream().map(version -> group + "/" + version).toList();
        String message = "no matches for kind \"" + request.kind() + "\" in version \"" + request.apiVersion() + "\"";
        String remedy = "write kind " + kind + " and apiVersion " + String.join(" or ", versions);
        return new Problem("", request.toString(), "apiVersion", request.apiVersion(), message, remedy);
    }

    /** {@return of how many parts its schemas are made, by which one can tell how much memory they take} */
    public int size() {
        return schemas.values().stream().mapToInt(Schema::size).sum();
    }

    /** A request without a namespace lies in the default one, as kubectl puts it. */
    private Document placed(Document request) {
        return isClusterScoped || !request.metadata().namespace().isEmpty()
                ? request
                : request.withMetadata(request.metadata().withNamespace(DEFAULT_NAMESPACE));
    }

    private static Map<String, @Nullable Object> whole(Document request) {
        return request.withStatus(Map.of()).tree();
    }

    private void checkMetadata(Document request, Findings findings) {
        MetadataRules.checkOwner(request, findings);
        String name = request.metadata().name();
        if (name.length() > LONGEST_NAME && name.length() <= LONGEST_SUBDOMAIN) {
            findings.add(
                    Where.root().child("metadata").child("name"),
                    name,
                    "Too long: may not be more than " + LONGEST_NAME + " bytes",
                    "choose a shorter name");
        }
        if ("true".equals(request.metadata().labels().get(KratixLabels.DRY_RUN))) {
            findings.forbidden(
                    Where.root().child("metadata").child("labels").named(KratixLabels.DRY_RUN),
                    "this engine makes no dry runs, and would fulfil the request",
                    "remove it");
        }
        if (isClusterScoped && !request.metadata().namespace().isEmpty()) {
            findings.forbidden(
                    Where.root().child("metadata").child("namespace"), "not allowed on this type", "remove it");
        }
    }

    private List<String> judgeUnknown(List<Shaper.Unknown> unknown, Findings findings) {
        List<String> warnings = new ArrayList<>();
        for (Shaper.Unknown field : unknown) {
            Problem problem = Problem.unknown(field.where().field(), field.known(), field.parents());
            if (unknownFields == UnknownFields.REFUSE) {
                findings.add(problem);
            } else {
                warnings.add(problem.message() + ", left out - " + problem.remedy());
            }
        }
        return warnings;
    }

    /** Another version than the one that is stored loses what that one does not know, as in an API server. */
    private Document stored(Document request, Map<String, @Nullable Object> shaped, List<String> warnings) {
        if (storage.equals(request.version())) {
            return withFields(request, shaped);
        }
        Shaper shaper = new Shaper(new Effort());
        Map<String, @Nullable Object> converted = shaper.shape(shaped, schemas.getOrDefault(storage, Schema.UNKNOWN));
        shaper.unknown()
                .forEach(field -> warnings.add("field \"" + field.where() + "\" is not known to version " + storage
                        + ", in which requests are stored; left out"));
        return withFields(request.withApiVersion(group + "/" + storage), converted);
    }

    private static Document withFields(Document request, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>(fields);
        List.of("apiVersion", "kind", "metadata", "status").forEach(body::remove);
        return request.withBody(body).withStatus(Map.of());
    }
}
