// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.reconcile.Shortfall;
import io.kratix.internal.step.Readiness;
import io.kratix.model.Destination;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.RequiredPromise;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What there is at one moment: Destinations, Promises, requests, where they are placed, and how they get on. Everything is in
 * the order of its name, so that equal platforms give equal pictures.
 */
public final class Topology {
    private final List<Node> destinations;
    private final List<Node> promises;
    private final List<Node> requests;

    private Topology(List<Node> destinations, List<Node> promises, List<Node> requests) {
        this.destinations = destinations;
        this.promises = promises;
        this.requests = requests;
    }

    /**
     * One of them.
     *
     * @param reference which one
     * @param title what people call it
     * @param state how it gets on, in words
     * @param from the Promise or request by whose files it came; empty for none
     * @param needs Promises that it requires; for a request its Promise
     * @param destinations the names of the Destinations where it is placed; for a Destination none
     */
    record Node(
            ObjectReference reference,
            String title,
            String state,
            String from,
            List<String> needs,
            List<String> destinations) {}

    static Topology of(Registry registry, Shortfall shortfall) {
        List<RegisteredObject> promises = list(registry, Kinds.PROMISE);
        List<Node> requests = new ArrayList<>();
        for (RegisteredObject promise : promises) {
            String name = promise.reference().name();
            registry.list(Table.OBJECTS, Query.where(RegisteredObject.BY_PROMISE, name)).stream()
                    .map(stored -> request(registry, shortfall, stored.value(), name))
                    .forEach(requests::add);
        }
        return new Topology(
                list(registry, Kinds.DESTINATION).stream()
                        .map(object -> destination(shortfall, object))
                        .toList(),
                promises.stream()
                        .map(promise -> promise(registry, shortfall, promise))
                        .toList(),
                requests);
    }

    /** {@return all of it as lines of text; what came of a request stands below it} */
    public String text() {
        StringBuilder text = new StringBuilder("Destinations\n");
        destinations.forEach(node -> line(text, 1, node));
        text.append("Promises\n");
        promises.forEach(node -> {
            line(text, 1, node);
            if (!node.needs().isEmpty()) {
                text.append("    needs ")
                        .append(String.join(", ", node.needs()))
                        .append('\n');
            }
        });
        text.append("Requests\n");
        Set<String> known =
                requests.stream().map(node -> node.reference().toString()).collect(Collectors.toSet());
        Map<String, List<Node>> inner = requests.stream().collect(Collectors.groupingBy(Node::from));
        requests.stream().filter(node -> !known.contains(node.from())).forEach(node -> tree(text, 1, node, inner));
        return text.toString();
    }

    /** {@return all of it as a Mermaid diagram, for a wiki} */
    public String mermaid() {
        return new TopologyDiagram(destinations, promises, requests).print();
    }

    /** {@return the text} */
    @Override
    public String toString() {
        return text();
    }

    private static void tree(StringBuilder text, int depth, Node node, Map<String, List<Node>> inner) {
        line(text, depth, node);
        inner.getOrDefault(node.reference().toString(), List.of()).forEach(one -> tree(text, depth + 1, one, inner));
    }

    private static void line(StringBuilder text, int depth, Node node) {
        text.append("  ".repeat(depth)).append(node.title());
        if (!node.destinations().isEmpty()) {
            text.append(" on ").append(String.join(", ", node.destinations()));
        }
        text.append(": ").append(node.state()).append('\n');
    }

    private static Node destination(Shortfall shortfall, RegisteredObject object) {
        Destination destination = Destination.of(object.document());
        String title = destination.name() + " (" + destination.stateStore() + ")";
        return new Node(object.reference(), title, state(shortfall, object), "", List.of(), List.of());
    }

    private static Node promise(Registry registry, Shortfall shortfall, RegisteredObject object) {
        List<String> needs = Promise.of(object.document()).requiredPromises().stream()
                .map(RequiredPromise::name)
                .toList();
        String version = object.document().metadata().labels().getOrDefault(KratixLabels.PROMISE_VERSION, "");
        String name = object.reference().name();
        String title = version.isEmpty() ? name : name + " " + version;
        return new Node(
                object.reference(), title, state(shortfall, object), from(object), needs, placed(registry, object));
    }

    private static Node request(Registry registry, Shortfall shortfall, RegisteredObject object, String promise) {
        ObjectReference reference = object.reference();
        String title = reference.kind() + " " + reference.namespace() + "/" + reference.name();
        return new Node(
                reference, title, state(shortfall, object), from(object), List.of(promise), placed(registry, object));
    }

    private static String from(RegisteredObject object) {
        return object.facts().getOrDefault(RegisteredObject.OUTER, "");
    }

    private static String state(Shortfall shortfall, RegisteredObject object) {
        if (object.isDeleting()) {
            return because("being deleted", Readiness.deletion(object));
        }
        String progress = Readiness.isReady(object) ? "ready" : because("not ready", shortfall.cause(object));
        return progress + unapplied(object);
    }

    /** It may be ready although nothing of what it writes for the platform is applied. */
    private static String unapplied(RegisteredObject object) {
        int count = object.document().status().get("kratix") instanceof Map<?, ?> kratix
                        && kratix.get("unapplied") instanceof List<?> rows
                ? rows.size()
                : 0;
        return count == 0 ? "" : "; " + count + (count == 1 ? " document" : " documents") + " left unapplied";
    }

    private static String because(String state, String cause) {
        return cause.isEmpty() ? state : state + ": " + cause.replaceAll("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
    }

    private static List<String> placed(Registry registry, RegisteredObject object) {
        Query query =
                Query.where(RegisteredPlacement.BY_OWNER, object.reference().toString());
        return registry.list(Table.PLACEMENTS, query).stream()
                .map(stored -> stored.value().placement().destination())
                .distinct()
                .sorted()
                .toList();
    }

    private static List<RegisteredObject> list(Registry registry, String kind) {
        Query query = Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(kind));
        return registry.list(Table.OBJECTS, query).stream().map(Stored::value).toList();
    }
}
