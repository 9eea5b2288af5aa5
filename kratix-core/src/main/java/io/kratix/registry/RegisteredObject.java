// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.ResourceBinding;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An object as it was declared, and what the engine knows of it.
 *
 * @param document the document as applied, admitted and completed; with the engine's report as its status
 * @param generation grows when what is declared changes; labels, annotations and status do not count
 * @param created when it was first applied
 * @param deletionRequested when somebody asked for its deletion
 * @param engineLabels labels that the engine set; they survive {@code apply}
 * @param facts what the engine knows of the object beside its document, such as a Destination's layout mode, which is fixed
 *     when it is first applied; what it is found by is indexed
 */
public record RegisteredObject(
        Document document,
        long generation,
        Instant created,
        Optional<Instant> deletionRequested,
        Map<String, String> engineLabels,
        Map<String, String> facts) {
    /** The index by kind: {@code <group>/<kind>}. */
    public static final String BY_KIND = "kind";

    /** The index of requests by the name of their Promise. */
    public static final String BY_PROMISE = "promise";

    /** The index of the requests that nobody asked to go, by the name of their Promise. */
    public static final String BY_STAYING = "staying";

    /** The index of Promises by the API that they define: {@code <kind>.<group>}. */
    public static final String BY_API = "api";

    /** The index of Promises by the name of the definition of their API: {@code <plural>.<group>}. */
    public static final String BY_DEFINITION = "definition";

    /** The index of objects that are being deleted; its value is {@code true}. */
    public static final String BY_DELETION = "deletion";

    /** The index of what is said about something by what it is about. */
    public static final String BY_SUBJECT = "subject";

    /** The fact that says what a health record is about. */
    public static final String SUBJECT = "subject";

    /** The fact that names the API which a Promise defines. */
    public static final String API = "api";

    /** The fact that names the definition of a Promise's API. */
    public static final String DEFINITION = "definition";

    /** The fact that names a request's Promise. */
    public static final String PROMISE = "promise";

    /**
     * The fact that tells the form of an API: of a Promise the one that it has now, of a request the one that admitted it;
     * empty for a request that was let through although it does not fit.
     */
    public static final String API_FORM = "apiForm";

    /** The fact that fixes a Destination's layout mode. */
    public static final String MODE = "mode";

    /** The fact that fixes a Destination's namespace. */
    public static final String NAMESPACE = "namespace";

    /** The fact that fixes a State Store's location. */
    public static final String LOCATION = "location";

    /** The fact that names the object for which the engine itself applied this one; absent if a person did. */
    public static final String ORIGIN = "origin";

    /** The index of what the engine applied for an object: by that object's reference. */
    public static final String BY_ORIGIN = "origin";

    /** The fact that says, by {@code true}, that the engine made this object and nobody has declared it: whoever does takes it over. */
    public static final String MADE = "made";

    /** The index of what came by files on a platform Destination, whichever that was; its value is {@code true}. */
    public static final String BY_PLATFORM = "platform";

    /** The fact that names the Promise or request by whose files this object came to the platform Destination. */
    public static final String OUTER = "outer";

    /** The index of what came by the files of a Promise or request: by its reference. */
    public static final String BY_OUTER = "outer";

    /** The fact that names the file from which the engine applied this object. */
    public static final String FILE = "file";

    /** The fact that holds the digest of the document as that file had it. */
    public static final String DIGEST = "digest";

    /** The fact that names the Promise whose revision this is. */
    public static final String REVISION_OF = "revisionOf";

    /** The index of revisions by the name of their Promise. */
    public static final String BY_REVISION_OF = "revisionOf";

    /** The fact that names the request which this binds to a version: {@code <promise> <namespace>/<name>}. */
    public static final String BINDS = "binds";

    /** The index of bindings by the request that they bind. */
    public static final String BY_BINDS = "binds";

    /** The index of bindings by the name of the Promise whose versions they name. */
    public static final String BY_BINDING_TO = "bindingTo";

    /** Copies the maps, in the order of their keys: equal objects are kept and printed alike by every program. */
    public RegisteredObject {
        engineLabels = Collections.unmodifiableMap(new TreeMap<>(engineLabels));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /** {@return whose entry this is} */
    public ObjectReference reference() {
        return document.reference();
    }

    /** {@return whether somebody asked for its deletion} */
    public boolean isDeleting() {
        return deletionRequested.isPresent();
    }

    /** {@return whether it came by a file on a platform Destination} */
    public boolean cameByFile() {
        return isPlatformDestination(facts.getOrDefault(ORIGIN, ""));
    }

    /**
     * {@return whether it is by files on a platform Destination that objects of an origin came}
     *
     * @param origin the value of {@link #ORIGIN}
     */
    public static boolean isPlatformDestination(String origin) {
        return origin.startsWith(Kinds.DESTINATION + "/");
    }

    /** {@return the document with the engine's labels among its own, as people get to see it} */
    public Document view() {
        Map<String, String> labels = labels();
        Metadata metadata = document.metadata();
        return labels.equals(metadata.labels()) ? document : document.withMetadata(metadata.withLabels(labels));
    }

    /** {@return the labels that hold: the document's and the engine's; of those that ask once, the engine's alone} */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(document.metadata().labels());
        labels.entrySet().removeIf(label -> isRequestOfOnce(label.getKey(), label.getValue()));
        labels.putAll(engineLabels);
        return labels;
    }

    /**
     * {@return whether the object carries a label with the value {@code true}, spelled so}
     *
     * @param label the label's key
     */
    public boolean isLabelled(String label) {
        return "true".equals(labels().get(label));
    }

    /**
     * {@return a copy that carries a label of the engine}
     *
     * @param label the label's key
     */
    public RegisteredObject labelled(String label) {
        Map<String, String> labels = new TreeMap<>(engineLabels);
        labels.put(label, "true");
        return withEngineLabels(labels);
    }

    /**
     * {@return a copy without a label of the engine}
     *
     * @param label the label's key
     */
    public RegisteredObject unlabelled(String label) {
        Map<String, String> labels = new TreeMap<>(engineLabels);
        labels.remove(label);
        return withEngineLabels(labels);
    }

    /**
     * {@return a copy with these labels of the engine and no others}
     *
     * @param others the labels
     */
    public RegisteredObject withEngineLabels(Map<String, String> others) {
        return new RegisteredObject(document, generation, created, deletionRequested, others, facts);
    }

    /**
     * {@return whether a label asks for something once}
     *
     * @param label its key
     * @param value its value; the field's tools take {@code true} alone for an answer
     */
    public static boolean isRequestOfOnce(String label, String value) {
        return KratixLabels.ONE_SHOT.contains(label) && value.equals("true");
    }

    /**
     * {@return a copy with another document}
     *
     * @param other what is declared and reported now
     */
    public RegisteredObject withDocument(Document other) {
        return new RegisteredObject(other, generation, created, deletionRequested, engineLabels, facts);
    }

    /**
     * {@return a copy with another fact}
     *
     * @param fact its name
     * @param value what is known now
     */
    public RegisteredObject withFact(String fact, String value) {
        Map<String, String> all = new TreeMap<>(facts);
        all.put(fact, value);
        return new RegisteredObject(document, generation, created, deletionRequested, engineLabels, all);
    }

    /**
     * {@return a copy whose deletion was asked for}
     *
     * @param when now
     */
    public RegisteredObject deleting(Instant when) {
        return new RegisteredObject(document, generation, created, Optional.of(when), engineLabels, facts);
    }

    /**
     * {@return the value of {@link #BY_KIND}}
     *
     * @param group the group of the kind's API
     * @param kind the kind
     */
    public static String kindOf(String group, String kind) {
        return group + "/" + kind;
    }

    /**
     * {@return the index of the objects with a label, one's own or the engine's, by its value}
     *
     * @param key the label's key
     */
    public static String byLabel(String key) {
        return "label." + key;
    }

    /**
     * {@return the value of {@link #BY_KIND} for one of the engine's own kinds}
     *
     * @param kind the kind
     */
    public static String platformKind(String kind) {
        return kindOf(Kinds.GROUP, kind);
    }

    String key() {
        return reference().toString();
    }

    Map<String, String> indexes() {
        Map<String, String> indexes = new TreeMap<>();
        indexes.put(BY_KIND, kindOf(document.group(), document.kind()));
        labels().forEach((key, value) -> indexes.put(byLabel(key), value));
        if (isDeleting()) {
            indexes.put(BY_DELETION, "true");
        } else if (facts.containsKey(PROMISE)) {
            indexes.put(BY_STAYING, facts.getOrDefault(PROMISE, ""));
        }
        if (cameByFile()) {
            indexes.put(BY_PLATFORM, "true");
        }
        for (String fact : List.of(PROMISE, API, DEFINITION, ORIGIN, OUTER, REVISION_OF, BINDS, SUBJECT)) {
            if (facts.containsKey(fact)) {
                indexes.put(fact, facts.getOrDefault(fact, ""));
            }
        }
        if (facts.containsKey(BINDS)) {
            indexes.put(BY_BINDING_TO, ResourceBinding.promiseOf(facts.getOrDefault(BINDS, "")));
        }
        return indexes;
    }
}
