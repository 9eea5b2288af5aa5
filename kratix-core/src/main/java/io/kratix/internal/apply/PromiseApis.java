// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.Admission;
import io.kratix.internal.admission.RequestAdmission;
import io.kratix.internal.admission.UnknownFields;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import io.kratix.model.PromiseApi;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The APIs that requests can be of: those of Promises on record, and those of the same call. */
final class PromiseApis {
    /** Parts of schemas that are kept; they need about 40 MiB, and one document has half as many at most. */
    private static final long MOST_PARTS = 100_000;

    private final Registry registry;
    private final UnknownFields unknownFields;
    private final Set<String> engineKinds;
    private final Map<String, Document> defined = new LinkedHashMap<>();
    private final Map<String, String> claims = new HashMap<>();
    private final Map<String, String> definitions = new HashMap<>();
    private final Set<String> defining = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private boolean misses;
    private final Map<String, Offer> offers = new HashMap<>();
    private long parts;

    PromiseApis(Registry registry, UnknownFields unknownFields, Set<String> engineKinds) {
        this.registry = registry;
        this.engineKinds = engineKinds;
        this.unknownFields = unknownFields;
    }

    /**
     * A request that its Promise's API takes.
     *
     * @param document the request, defaulted and pruned
     * @param promise the Promise's name
     * @param form the form of the API that it fits; empty if it was let through because it did not fit before either
     * @param warnings what people should know
     */
    record Admitted(Document document, String promise, String form, List<String> warnings) {}

    /** Whose an API is, what tells its forms, and what it takes. */
    private record Offer(String promise, String form, RequestAdmission admission) {}

    /**
     * Takes in which API a Promise of this call wants, whatever else is wrong with it.
     *
     * @return a problem if that API belongs to another Promise, on record or of this call
     */
    List<Problem> claim(Document promise) {
        return claimKind(promise).or(() -> claimDefinition(promise)).stream().toList();
    }

    private Optional<Problem> claimKind(Document promise) {
        String name = promise.metadata().name();
        Optional<String> key = keyIn(promise);
        Optional<String> owner = key.flatMap(api -> Optional.ofNullable(claims.putIfAbsent(api, name))
                .or(() -> find(api).map(Promise::name)));
        return owner.filter(other -> !other.equals(name)).map(other -> belongs("kind", promise, key.orElse(""), other));
    }

    /** A cluster would have one definition of that name. */
    private Optional<Problem> claimDefinition(Document promise) {
        String name = promise.metadata().name();
        Optional<String> key = nameIn(promise, "plural")
                .flatMap(plural -> text(definition(promise).get("group")).map(group -> plural + "." + group));
        Optional<String> owner = key.flatMap(
                api -> Optional.ofNullable(definitions.putIfAbsent(api, name)).or(() -> definedBy(api)));
        return owner.filter(other -> !other.equals(name))
                .map(other -> belongs("plural", promise, key.orElse(""), other));
    }

    private Optional<String> definedBy(String definition) {
        Query query = Query.where(RegisteredObject.BY_DEFINITION, definition);
        return registry.list(Table.OBJECTS, query.limit(1)).stream()
                .map(stored -> stored.value().reference().name())
                .findFirst();
    }

    private static Problem belongs(String field, Document promise, String api, String owner) {
        return Problem.invalid(
                "spec.api.spec.names." + field,
                nameIn(promise, field).orElse(""),
                "the API " + api + " belongs to Promise '" + owner + "'",
                "choose another group or " + field);
    }

    /** Takes a Promise of this call in that is as it has to be. */
    void define(Promise promise) {
        keyOf(promise).ifPresent(key -> defined.put(key, promise.document()));
        defining.add(promise.name());
    }

    /** Takes in that a Promise of this call is refused, and that its API is not the one that is on record. */
    void refuse(Document promise) {
        defining.add(promise.metadata().name());
        registry.find(Table.OBJECTS, promise.reference().toString())
                .flatMap(stored -> keyOf(Promise.of(stored.value().document())))
                .ifPresent(refused::add);
        keyIn(promise).ifPresent(refused::add);
    }

    /** {@return the API in a document that is perhaps none of a Promise} */
    private static Optional<String> keyIn(Document promise) {
        return nameIn(promise, "kind")
                .flatMap(kind -> text(definition(promise).get("group")).map(group -> key(group, kind)));
    }

    private static Optional<String> nameIn(Document promise, String form) {
        return definition(promise).get("names") instanceof Map<?, ?> names ? text(names.get(form)) : Optional.empty();
    }

    private static Map<?, ?> definition(Document promise) {
        return promise.spec().get("api") instanceof Map<?, ?> api && api.get("spec") instanceof Map<?, ?> spec
                ? spec
                : Map.of();
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Takes in that there may be Promises in this call that nobody could read. */
    void missPromises() {
        misses = true;
    }

    /** {@return whether a request's Promise is, or may be, one of this call that is refused} */
    boolean isLacking(Document request) {
        String key = key(request.group(), request.kind());
        boolean isMissed = misses && UnknownKind.canBeOffered(request.group());
        return (isMissed || refused.contains(key)) && find(key).isEmpty();
    }

    Admitted admit(Document request, Optional<Document> before) {
        Offer offer = offer(request);
        Admission strict = offer.admission().admit(request, Optional.empty());
        Admission admission = strict.isAdmitted() || before.isEmpty()
                ? strict
                : offer.admission().admit(request, before);
        String form = strict.isAdmitted() ? offer.form() : "";
        return new Admitted(admission.orThrow(), offer.promise(), form, admission.warnings());
    }

    private Offer offer(Document request) {
        String key = key(request.group(), request.kind());
        Offer known = offers.get(key);
        if (known != null) {
            return known;
        }
        Promise promise = find(key).orElseThrow(() -> new InvalidDocumentException(List.of(unknown(request))));
        PromiseApi api = promise.api().orElseThrow();
        RequestAdmission admission = RequestAdmission.of(api, unknownFields);
        Offer offer = new Offer(promise.name(), RequestAdmission.form(api), admission);
        keep(key, offer);
        return offer;
    }

    private void keep(String key, Offer offer) {
        parts += offer.admission().size();
        if (parts > MOST_PARTS) {
            offers.clear();
            parts = offer.admission().size();
        }
        offers.put(key, offer);
    }

    /** {@return what is wrong with a document whose kind nobody offers} */
    Problem unknown(Document document) {
        return UnknownKind.offeredByNobody(document, known(), engineKinds);
    }

    /** {@return the API that a Promise defines, as its fact} */
    static Optional<String> keyOf(Promise promise) {
        return promise.api().map(api -> key(api.group(), api.kind()));
    }

    /** {@return whether a Promise on record offers the kind of a document} */
    static boolean isOffered(Registry registry, Document document) {
        Query query = Query.where(RegisteredObject.BY_API, key(document.group(), document.kind()));
        return !registry.list(Table.OBJECTS, query.limit(1)).isEmpty();
    }

    private Optional<Promise> find(String key) {
        Optional<Promise> inThisCall = Optional.ofNullable(defined.get(key)).map(Promise::of);
        return inThisCall.isPresent()
                ? inThisCall
                : registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_API, key)).stream()
                        .map(stored -> Promise.of(stored.value().document()))
                        .filter(promise -> !defining.contains(promise.name()))
                        .findFirst();
    }

    private Set<String> known() {
        Set<String> known = onRecord(registry);
        known.addAll(defined.keySet());
        return known;
    }

    /** {@return the APIs of all Promises on record, {@code <kind>.<group>} each} */
    static Set<String> onRecord(Registry registry) {
        Set<String> known = new TreeSet<>();
        String kind = RegisteredObject.platformKind(Kinds.PROMISE);
        registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_KIND, kind)).stream()
                .map(stored -> stored.value().facts().getOrDefault(RegisteredObject.API, ""))
                .filter(api -> !api.isEmpty())
                .forEach(known::add);
        return known;
    }

    private static String key(String group, String kind) {
        return kind + "." + group;
    }
}
