// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/** Makes the tree of one document from a parser's events. An alias is the value of its anchor, shared. */
final class TreeComposer {
    private static final String MERGE = "<<";
    private static final Set<String> OF_EACH_DOCUMENT = Set.of("apiVersion", "kind", "metadata", "spec");

    private final Parser events;
    private final int firstLine;
    private final Map<String, Anchor> anchors = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private int nodes;
    private int characters;
    private int depth;

    /**
     * Begins a document.
     *
     * @param events the parser, whose last event was the document's start
     * @param firstLine how many lines of the text are before those that the parser counts
     */
    TreeComposer(Parser events, int firstLine) {
        this.events = events;
        this.firstLine = firstLine;
    }

    /** {@return the value of the document whose start was the parser's last event} */
    @Nullable
    Object compose() {
        return node();
    }

    /** {@return how many values the document has, aliases expanded} */
    int values() {
        return nodes;
    }

    /** {@return how many characters the document's texts have, aliases expanded} */
    int characters() {
        return characters;
    }

    /** {@return what was read although it is probably not meant} */
    List<String> warnings() {
        return warnings;
    }

    private @Nullable Object node() {
        Event event = events.getEvent();
        if (event instanceof AliasEvent alias) {
            return expand(alias);
        }
        String name = ((NodeEvent) event).getAnchor();
        int before = nodes;
        int charactersBefore = characters;
        count(event, 1, event instanceof ScalarEvent scalar ? scalar.getValue().length() : 0);
        Object value = value(event);
        if (name != null) {
            anchors.put(name, new Anchor(value, nodes - before, characters - charactersBefore));
        }
        return value;
    }

    private @Nullable Object value(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return ScalarReader.read(scalar);
        }
        refuseTag((CollectionStartEvent) event);
        enter(event);
        Object value = event instanceof SequenceStartEvent ? list() : map();
        events.getEvent();
        depth--;
        return value;
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> list = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            list.add(node());
        }
        return list;
    }

    private Map<String, @Nullable Object> map() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Event key = events.peekEvent();
            if (isMerge(key)) {
                node();
                merge(map, node(), key);
            } else {
                String name = key(node(), key);
                put(map, name, node(), key);
            }
        }
        return map;
    }

    private String key(@Nullable Object value, Event event) {
        if (value == null || value instanceof Map || value instanceof List) {
            throw at(event, "a key must be a text, not " + Trees.typeOf(value), "put the key in quotes");
        }
        String key = value instanceof Double number ? GoNumbers.printShort(number) : value.toString();
        if (!(value instanceof String) && warnings.size() < Bounds.PROBLEMS) {
            warnings.add("line " + (firstLine + line(event) + 1) + ": the key \"" + key
                    + "\" was not written as a text; put it in quotes if it was meant otherwise");
        }
        return key;
    }

    private void put(Map<String, @Nullable Object> map, String key, @Nullable Object value, Event event) {
        if (map.containsKey(key)) {
            boolean isForgotten = depth == 1 && OF_EACH_DOCUMENT.contains(key);
            String remedy = isForgotten ? ", or put a line '---' between two documents" : "";
            throw at(event, "key \"" + key + "\" already set in map", "remove one of the two" + remedy);
        }
        map.put(key, value);
    }

    private void merge(Map<String, @Nullable Object> map, @Nullable Object merged, Event event) {
        if (merged instanceof Map<?, ?> source) {
            source.forEach((key, value) -> put(map, (String) key, value, event));
        } else if (merged instanceof List<?> sources && sources.stream().allMatch(Map.class::isInstance)) {
            sources.forEach(source -> merge(map, source, event));
        } else {
            throw at(
                    event,
                    "map merge requires map or sequence of maps as the value",
                    "merge an alias, or quote \"<<\"");
        }
    }

    private @Nullable Object expand(AliasEvent alias) {
        Anchor anchor = anchors.get(alias.getAnchor());
        if (anchor == null) {
            throw at(
                    alias,
                    "unknown anchor '" + alias.getAnchor() + "' referenced",
                    "define the anchor before its alias");
        }
        count(alias, anchor.nodes(), anchor.characters());
        return anchor.value();
    }

    private void count(Event event, int moreNodes, int moreCharacters) {
        nodes += moreNodes;
        characters += moreCharacters;
        if (nodes > Bounds.NODES + Bounds.STATUS_NODES) {
            throw tooLarge(event, Bounds.NODES + " values");
        }
        if (characters > Bounds.CHARACTERS) {
            throw tooLarge(event, Bounds.CHARACTERS + " characters");
        }
    }

    private static UnreadableException tooLarge(Event event, String bound) {
        return at(event, "the document has more than " + bound + ", aliases expanded", "split the document");
    }

    private void enter(Event event) {
        depth++;
        if (depth > Bounds.DEPTH) {
            throw at(event, "the document is nested deeper than " + Bounds.DEPTH + " levels", "flatten the document");
        }
    }

    private static void refuseTag(CollectionStartEvent event) {
        String tag = event.getTag();
        if (tag != null && !ScalarReader.COLLECTION_TAGS.contains(tag)) {
            throw ScalarReader.unknownTag(event, tag);
        }
    }

    private static boolean isMerge(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getTag() == null
                && scalar.getValue().equals(MERGE);
    }

    static UnreadableException at(Event event, String message, String remedy) {
        return new UnreadableException(line(event), message, remedy);
    }

    private static int line(Event event) {
        return event.getStartMark().getLine();
    }

    private record Anchor(@Nullable Object value, int nodes, int characters) {}
}
