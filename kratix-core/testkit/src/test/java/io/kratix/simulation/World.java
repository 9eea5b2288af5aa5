// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.Kratix;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import io.kratix.testkit.InMemoryStateStoreProvider;
import io.kratix.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A platform whose clock, threads, randomness, registry, State Stores and Pipelines all follow from one seed. */
final class World implements AutoCloseable {
    static final List<String> STORES = List.of("here", "there");

    /** What people, networks and machines do. */
    final SplittableRandom deeds;

    final VirtualTime time;
    final Order order;
    final Registry registry;
    final FailingStores stores;
    final Pipelines pipelines;
    private final InMemoryStateStoreProvider places = new InMemoryStateStoreProvider();
    private final SplittableRandom engines;
    private MortalRegistry view;
    private Kratix kratix;

    World(long seed, PlantedFault fault) {
        SplittableRandom random = new SplittableRandom(seed);
        this.deeds = random.split();
        this.engines = random.split();
        this.time = VirtualTime.shuffled(random.split());
        this.order = new Order(time);
        this.registry = fault.plant(Registry.inMemory(time.clock()));
        registry.onCommit(order::committed);
        this.stores = new FailingStores(fault.plant(places, this), order);
        this.pipelines = new Pipelines(time, order);
        this.view = new MortalRegistry(registry);
        this.kratix = open();
        STORES.forEach(store -> kratix.apply(Declarations.store(store, "")));
        kratix.apply(Declarations.platform());
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
        view = new MortalRegistry(registry);
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

    /** Writes a file as somebody else. */
    void put(String file, String text) {
        int colon = file.indexOf(':');
        places.place(file.substring(0, colon)).put(file.substring(colon + 1), text);
    }

    boolean isThere(ObjectReference reference) {
        return kratix.get(reference).isPresent();
    }

    boolean isDeleting(ObjectReference reference) {
        return registry.find(Table.OBJECTS, reference.toString())
                .filter(object -> object.value().isDeleting())
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
