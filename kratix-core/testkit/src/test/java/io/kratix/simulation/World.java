// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.Kratix;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A platform whose clock, threads, randomness, registry, State Stores and Pipelines all follow from one seed. */
final class World implements AutoCloseable {
    static final List<String> STORES = List.of("here", "there");

    private static final List<FilepathMode> MODES = List.of(FilepathMode.values());
    private static final String SEPARATOR = "\n---\n";

    /** What people, networks and machines do. */
    final SplittableRandom deeds;

    final VirtualTime time;
    final Order order;
    final Registry registry;
    final FailingStores stores;
    final Pipelines pipelines;
    private final InMemoryStateStoreProvider places = new InMemoryStateStoreProvider();
    private final Map<String, FilepathMode> modes = new TreeMap<>();
    private final List<String> tamperedWith = new ArrayList<>();
    private final Set<ObjectReference> takenBack = new HashSet<>();
    private final boolean isTamperedWith;
    private final SplittableRandom engines;
    final OtherThreads others;
    private MortalRegistry view;
    private Kratix kratix;

    World(long seed, PlantedFault fault) {
        SplittableRandom random = new SplittableRandom(seed);
        // what is split off, and in which order, is part of each seed's history
        this.deeds = random.split();
        this.engines = random.split();
        this.time = VirtualTime.shuffled(random.split());
        this.order = new Order(time);
        this.registry = fault.plant(Registry.inMemory(time.clock()));
        registry.onCommit(order::committed);
        this.others = new OtherThreads(time, random.split());
        this.stores = new FailingStores(fault.plant(places, this), order, others);
        this.pipelines = new Pipelines(time, order);
        this.view = new MortalRegistry(registry, others);
        SplittableRandom fixed = random.split();
        this.isTamperedWith = fixed.nextBoolean();
        Stream.concat(Stream.of(Declarations.PLATFORM), Declarations.DESTINATIONS.stream())
                .forEach(name -> modes.put(name, MODES.get(fixed.nextInt(MODES.size()))));
        this.kratix = open();
        STORES.forEach(store -> kratix.apply(Declarations.store(store, "")));
        kratix.apply(Declarations.platform(mode(Declarations.PLATFORM), ""));
    }

    /** {@return in which mode a Destination is first declared} */
    FilepathMode mode(String destination) {
        return modes.getOrDefault(destination, FilepathMode.NONE);
    }

    /** {@return whether somebody changes the engine's files in this history, and the engine looks for that} */
    boolean isTamperedWith() {
        return isTamperedWith;
    }

    Kratix kratix() {
        return kratix;
    }

    /** {@return whether the program was killed} */
    boolean isDown() {
        return view.isDead();
    }

    /** The program dies at one of its next commits. */
    void killAt(int commit, boolean committed) {
        view.dieAt(commit, committed);
    }

    /** The program ends, if it has not already, and another one goes on with its registry. */
    void restart() {
        kratix.close();
        view = new MortalRegistry(registry, others);
        kratix = open();
    }

    /** From now on nothing fails. */
    void heal() {
        view.spare();
        pipelines.heal();
        stores.heal();
    }

    /** {@return all files of all State Stores: text by place and path} */
    Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        STORES.forEach(
                store -> places.place(store).texts().forEach((path, text) -> files.put(store + ":" + path, text)));
        return files;
    }

    /** {@return whether some State Store has a document, by itself or in one file with others} */
    boolean holds(String document) {
        return holds(files().values(), document);
    }

    /** {@return whether somebody changed the file of a document} */
    boolean wasTamperedWith(String document) {
        return holds(tamperedWith, document);
    }

    private static boolean holds(Collection<String> texts, String document) {
        return texts.stream()
                .anyMatch(text -> (SEPARATOR + text + SEPARATOR).contains(SEPARATOR + document + SEPARATOR));
    }

    /** {@return whether a State Store has confirmed to the engine that it has a file} */
    boolean isConfirmed(String file) {
        return registry.list(Table.OWNERS, Query.all()).stream()
                .map(Stored::value)
                .filter(owner -> !owner.isPending())
                .map(OwnerState::area)
                .anyMatch(area -> area.paths().stream()
                        .map(path -> area.location().replace("memory:", "") + ":" + path)
                        .anyMatch(path -> file.equals(path) || file.startsWith(path + "/")));
    }

    /** Changes a file of the engine's, as somebody who should not. */
    void tamperWith(String file, Optional<String> text) {
        tamperedWith.add(files().getOrDefault(file, ""));
        text.ifPresentOrElse(changed -> put(file, changed), () -> remove(file));
    }

    private void remove(String file) {
        int colon = file.indexOf(':');
        places.place(file.substring(0, colon)).remove(file.substring(colon + 1));
    }

    /** Writes a file as somebody else. */
    void put(String file, String text) {
        int colon = file.indexOf(':');
        places.place(file.substring(0, colon)).put(file.substring(colon + 1), text);
    }

    /** Asks for an object's deletion, as a person, and tells whether it is known. */
    boolean delete(ObjectReference reference) {
        takenBack.add(reference);
        return kratix.delete(reference);
    }

    /** {@return whether a person has asked for an object's deletion} */
    boolean wasTakenBack(ObjectReference reference) {
        return takenBack.contains(reference);
    }

    boolean isThere(ObjectReference reference) {
        return kratix.get(reference).isPresent();
    }

    /** {@return whether an object is there and nobody asked for its deletion} */
    boolean isStaying(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString())
                .filter(object -> !object.value().isDeleting())
                .isPresent();
    }

    boolean isReady(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString())
                .filter(object -> Watch.saysReady(object.value()))
                .isPresent();
    }

    private Kratix open() {
        return Kratix.builder()
                .registry(view.view())
                .stateStores(stores)
                .workflowRunner(pipelines)
                .platformDestination(Declarations.PLATFORM)
                .stateStoreReconciliationInterval(isTamperedWith ? Duration.ofMinutes(5) : Duration.ZERO)
                .closeTimeout(Duration.ZERO)
                .clock(time.clock())
                .threads(time.executor(), time.timer())
                .random(new Random(engines.nextLong()))
                .open();
    }

    @Override
    public void close() {
        kratix.close();
    }
}
