// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside says of the health of what a request has got: an agent beside the workload, or a monitor. Kratix
 * runs no checks itself.
 */
public final class HealthRecord implements Declaration {
    private final Document document;
    private final String promise;
    private final String resourceName;
    private final String resourceNamespace;
    private final State state;
    private final Optional<Long> lastRun;

    private HealthRecord(Document document, FieldReader data) {
        this.document = document;
        FieldReader reference = data.object("promiseRef");
        this.promise = reference.text("name");
        FieldReader resource = data.object("resourceRef");
        this.resourceName = resource.text("name");
        this.resourceNamespace = resource.text("namespace", Kinds.DEFAULT_NAMESPACE);
        this.state = State.read(data);
        this.lastRun = Optional.ofNullable(data.number("lastRun"));
        resource.number("generation");
        reference.refuseUnknown();
        resource.refuseUnknown();
        data.allow(List.of("details")).refuseUnknown();
    }

    /** How somebody is; the worst comes first. */
    public enum State {
        /** It does not work. */
        UNHEALTHY,
        /** It works less well than it should. */
        DEGRADED,
        /** Nobody knows. */
        UNKNOWN,
        /** It works. */
        HEALTHY,
        /** It can be used. */
        READY;

        /** {@return the word in documents: {@code unhealthy}} */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static State read(FieldReader data) {
            String text = data.text("state", UNKNOWN.text());
            for (State state : values()) {
                if (state.text().equals(text)) {
                    return state;
                }
            }
            data.unsupported("state", text, List.of("unknown", "ready", "unhealthy", "healthy", "degraded"));
            return UNKNOWN;
        }
    }

    /**
     * {@return a record, read from a document}
     *
     * @param document a document of kind {@code HealthRecord}; what it says stands under {@code data}
     * @throws InvalidDocumentException with everything that is wrong
     */
    public static HealthRecord of(Document document) {
        FieldReader reader = FieldReader.of(document);
        if (!reader.isObject("data")) {
            reader.require("data");
        }
        HealthRecord record = new HealthRecord(document, reader.object("data"));
        reader.refuseUnknown();
        reader.failOnProblems(document.toString());
        return record;
    }

    /**
     * {@return a record about a request}
     *
     * @param name the record's name; it lies in the request's namespace
     * @param promise the name of the request's Promise
     * @param namespace the request's namespace
     * @param request the request's name
     * @param state how it is
     */
    public static HealthRecord of(String name, String promise, String namespace, String request, State state) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("promiseRef", Map.of("name", promise));
        data.put("resourceRef", Map.of("name", request, "namespace", namespace));
        data.put("state", state.text());
        return of(Document.builder(Kinds.API_VERSION, Kinds.HEALTH_RECORD, name)
                .namespace(namespace)
                .field("data", data)
                .build());
    }

    @Override
    public Document document() {
        return document;
    }

    /** {@return how it is} */
    public State state() {
        return state;
    }

    /** {@return whose health it is: the Promise's name, a space, the request's namespace and name} */
    public String subject() {
        return subject(promise, resourceNamespace, resourceName);
    }

    /**
     * {@return what {@link #subject} is for a request}
     *
     * @param promise the name of the request's Promise
     * @param namespace the request's namespace
     * @param request the request's name
     */
    public static String subject(String promise, String namespace, String request) {
        return promise + " " + namespace + "/" + request;
    }

    /** {@return what a request's status says of this record} */
    public Map<String, @Nullable Object> report() {
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("state", state.text());
        lastRun.ifPresent(when -> report.put("lastRun", when));
        ObjectReference source = document.reference();
        report.put("source", Map.of("name", source.name(), "namespace", source.namespace()));
        if (document.body().get("data") instanceof Map<?, ?> data && data.get("details") != null) {
            report.put("details", data.get("details"));
        }
        return Trees.freeze(report);
    }

    /**
     * {@return the worst state of all; {@code READY} if there is none}
     *
     * @param records all records about one request
     */
    public static State worst(List<HealthRecord> records) {
        List<State> states =
                new ArrayList<>(records.stream().map(HealthRecord::state).toList());
        return states.stream().min(State::compareTo).orElse(State.READY);
    }
}
