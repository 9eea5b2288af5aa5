// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that can be seen on a stage, in the form in which lives of Promises are recorded. */
final class StageFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PLATFORM_KINDS = Map.of(
            Kinds.PROMISE, "promises",
            Kinds.PROMISE_REVISION, "promiserevisions",
            Kinds.PROMISE_RELEASE, "promisereleases",
            Kinds.RESOURCE_BINDING, "resourcebindings",
            Kinds.DESTINATION, "destinations");
    private static final Map<String, String> REQUEST_KINDS =
            Map.of("Web", "webs.demo.oracle.io", "Need", "needs.demo.oracle.io");

    private final Stage stage;
    private final List<Event> heard;

    StageFacts(Stage stage, List<Event> heard) {
        this.stage = stage;
        this.heard = heard;
    }

    /** {@return the objects, the files, and the reasons of what was told since the last call} */
    ObjectNode now() {
        ObjectNode facts = JSON.createObjectNode();
        facts.set("files", JSON.valueToTree(stage.place().texts()));
        ObjectNode objects = facts.putObject("objects");
        PLATFORM_KINDS.forEach((kind, name) -> put(objects, name, stage.kratix.list(kind)));
        REQUEST_KINDS.forEach((kind, name) -> put(objects, name, stage.kratix.list("demo.oracle.io", kind)));
        facts.set("events", events());
        return facts;
    }

    private static void put(ObjectNode objects, String kind, List<Document> documents) {
        documents.forEach(
                document -> objects.set(kind + "/" + document.metadata().name(), object(kind, document)));
    }

    private static ObjectNode object(String kind, Document document) {
        ObjectNode object = JSON.createObjectNode();
        object.set("labels", JSON.valueToTree(document.metadata().labels()));
        ObjectNode status = (ObjectNode) sorted(JSON.valueToTree(document.status()));
        if (status.get("kratix") instanceof ObjectNode kratix) {
            kratix.remove("placements"); // of our own; the other recordings count them
        }
        if (kind.equals("destinations")) {
            status.retain("conditions");
        }
        if (kind.equals("promises")) {
            status.remove(
                    "observedGeneration"); // generations are a cluster's: its finalizers make a Promise's second one
        }
        object.set("status", status);
        if (kind.equals("resourcebindings")) {
            object.set("spec", JSON.valueToTree(document.spec()));
        }
        return object;
    }

    /** {@return a copy with fields in the order of their names, conditions by their type, and every time as {@code <time>}} */
    static JsonNode sorted(JsonNode node) {
        if (node.isNumber()) {
            return JSON.valueToTree(node.asLong());
        }
        if (node.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            node.forEach(element -> list.add(sorted(element)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), field(field.getKey(), field.getValue())));
        ObjectNode sorted = JSON.createObjectNode();
        sorted.setAll(fields);
        return sorted;
    }

    private static JsonNode field(String name, JsonNode value) {
        if (name.endsWith("Time")) {
            return JSON.valueToTree("<time>");
        }
        if (!name.equals("conditions") || !value.isArray()) {
            return sorted(value);
        }
        ObjectNode byType = JSON.createObjectNode();
        value.forEach(condition -> {
            ObjectNode rest = condition.deepCopy();
            rest.remove(List.of("type", "lastTransitionTime"));
            byType.set(condition.path("type").asText(), rest);
        });
        return sorted(byType);
    }

    private ObjectNode events() {
        Map<String, Set<String>> events = new TreeMap<>();
        heard.stream().filter(event -> isOfPromises(event.about())).forEach(event -> events.computeIfAbsent(
                        event.about().kind() + "/" + event.about().name(), key -> new TreeSet<>())
                .add(event.reason()));
        heard.clear();
        return JSON.valueToTree(events);
    }

    private static boolean isOfPromises(ObjectReference about) {
        return PLATFORM_KINDS.containsKey(about.kind())
                ? !about.kind().equals(Kinds.DESTINATION)
                : REQUEST_KINDS.containsKey(about.kind());
    }
}
