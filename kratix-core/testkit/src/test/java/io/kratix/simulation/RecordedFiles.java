// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.layout.Layout;
import io.kratix.layout.LayoutOwner;
import io.kratix.layout.PlacedGroup;
import io.kratix.model.Content;
import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.StorePath;
import io.kratix.model.Work;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredPlacement;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that the State Stores have to hold by what the registry has: those of recorded placements, laid out, and canaries. */
final class RecordedFiles {
    private final Registry registry;
    private final Map<String, String> files = new TreeMap<>();

    private RecordedFiles(Registry registry) {
        this.registry = registry;
    }

    /** {@return text by place and path} */
    static Map<String, String> of(Registry registry) {
        RecordedFiles recorded = new RecordedFiles(registry);
        Query destinations = Query.where(RegisteredObject.BY_KIND, RegisteredObject.platformKind(Kinds.DESTINATION));
        registry.list(Table.OBJECTS, destinations).stream().map(Stored::value).forEach(recorded::add);
        return recorded.files;
    }

    private void add(RegisteredObject object) {
        Destination destination = Destination.of(object.document());
        String place = destination.stateStore().name();
        Layout layout = layout(destination, object.facts());
        put(place, layout.canaries().files());
        Map<LayoutOwner, List<PlacedGroup>> groups = new LinkedHashMap<>();
        Query here = Query.where(RegisteredPlacement.BY_DESTINATION, destination.name());
        for (Stored<RegisteredPlacement> stored : registry.list(Table.PLACEMENTS, here)) {
            placed(stored.value())
                    .ifPresent(group -> groups.computeIfAbsent(owner(group.work()), any -> new ArrayList<>())
                            .add(group));
        }
        if (layout.isShared()) {
            put(place, layout.layOutTogether(all(groups)).files());
        } else {
            groups.forEach(
                    (owner, placed) -> put(place, layout.layOut(owner, placed).files()));
        }
    }

    private static List<PlacedGroup> all(Map<LayoutOwner, List<PlacedGroup>> groups) {
        return groups.values().stream().flatMap(List::stream).toList();
    }

    private Layout layout(Destination destination, Map<String, String> facts) {
        Object path = registry.find(
                        Table.OBJECTS, destination.stateStore().reference().toString())
                .orElseThrow()
                .value()
                .document()
                .spec()
                .getOrDefault("path", "");
        return Layout.of(
                Layout.normalised(String.valueOf(path)),
                destination,
                FilepathMode.of(facts.getOrDefault(RegisteredObject.MODE, "")).orElseThrow(),
                facts.getOrDefault(RegisteredObject.NAMESPACE, ""));
    }

    private Optional<PlacedGroup> placed(RegisteredPlacement placement) {
        Optional<RegisteredWork> work =
                registry.find(Table.WORKS, placement.work()).map(Stored::value);
        return work.flatMap(known -> known.work().groups().stream()
                .filter(group -> group.id().equals(placement.placement().group()))
                .findFirst()
                .map(group -> new PlacedGroup(known.work(), group)));
    }

    private static LayoutOwner owner(Work work) {
        ObjectReference owner = work.owner();
        return owner.isPromise()
                ? LayoutOwner.promise(owner.name())
                : LayoutOwner.request(work.promise(), owner.namespace(), owner.name());
    }

    private void put(String place, Map<StorePath, Content> contents) {
        contents.forEach((path, content) -> files.put(place + ":" + path, text(content)));
    }

    static String text(Content content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
