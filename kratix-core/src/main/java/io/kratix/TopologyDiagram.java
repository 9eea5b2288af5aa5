// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.Topology.Node;
import io.kratix.model.ObjectReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A topology in Mermaid's language. */
final class TopologyDiagram {
    private static final int LONGEST = 200;

    private final List<Node> destinations;
    private final List<Node> promises;
    private final List<Node> requests;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder("flowchart LR\n");

    TopologyDiagram(List<Node> destinations, List<Node> promises, List<Node> requests) {
        this.destinations = destinations;
        this.promises = promises;
        this.requests = requests;
    }

    String print() {
        group("Requests", "r", requests);
        group("Promises", "p", promises);
        group("Destinations", "d", destinations);
        requests.forEach(node -> {
            arrow(node.from(), "-->", node);
            node.destinations().forEach(name -> arrow(node, "==>", name));
        });
        promises.forEach(node -> {
            node.needs()
                    .forEach(name -> arrow(
                            key(node), "-->", ObjectReference.promise(name).toString()));
            node.destinations().forEach(name -> arrow(node, "-.->", name));
        });
        return out.toString();
    }

    private void group(String title, String prefix, List<Node> nodes) {
        out.append("  subgraph ").append(title).append('\n');
        for (Node node : nodes) {
            String id = prefix + (ids.size() + 1);
            ids.put(key(node), id);
            out.append("    ")
                    .append(id)
                    .append("[\"")
                    .append(escaped(node.title()))
                    .append("<br/>");
            out.append(escaped(shortened(node.state()))).append("\"]\n");
        }
        out.append("  end\n");
    }

    private void arrow(String from, String arrow, Node to) {
        arrow(from, arrow, key(to));
    }

    private void arrow(Node from, String arrow, String destination) {
        arrow(key(from), arrow, ObjectReference.destination(destination).toString());
    }

    /** What is not there (any more) is not drawn. */
    private void arrow(String from, String arrow, String to) {
        @Nullable String one = ids.get(from);
        @Nullable String other = ids.get(to);
        if (one != null && other != null) {
            out.append("  ")
                    .append(one)
                    .append(' ')
                    .append(arrow)
                    .append(' ')
                    .append(other)
                    .append('\n');
        }
    }

    private static String key(Node node) {
        return node.reference().toString();
    }

    /** What somebody wrote neither ends a label nor begins a comment, a directive or an entity of Mermaid's. */
    private static String escaped(String text) {
        return text.replace("#", "#35;")
                .replace("%", "#37;")
                .replace("&", "#amp;")
                .replace("\"", "#quot;")
                .replace("<", "#lt;")
                .replace(">", "#gt;");
    }

    /** A diagram of more than 50,000 characters is not drawn. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
