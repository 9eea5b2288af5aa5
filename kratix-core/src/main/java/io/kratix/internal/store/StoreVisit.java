// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.plugin.OpenStore;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.plugin.StoreTimes;
import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.StatusEditor;
import io.kratix.internal.store.StoreReport.Phase;
import io.kratix.model.StorePath;
import io.kratix.registry.Claim;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Stored;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StoredTree;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One visit to a State Store: open it, let it show that one can write, compare it if that is due, and say what waits. */
final class StoreVisit {
    private final Tools tools;
    private final Claim claim;
    private final RegisteredObject store;
    private final StoreMemory memory;
    private final Runnable whenAbandoned;
    private final Halving halving = new Halving(this::say);
    private final LostPlace lostPlace;
    private final Set<OwnerState> known = new HashSet<>();
    private Phase phase = Phase.OPEN;
    private @Nullable OpenStore opened;

    /**
     * What visits have in common.
     *
     * @param stores opens State Stores
     * @param times bound the calls
     * @param batches pick what is said
     * @param recorder records how it fared
     * @param drift compares
     * @param report tells people
     * @param calls watches calls
     * @param platform wants to know what lies there
     * @param clock tells the time
     * @param random spreads tries
     */
    record Tools(
            StateStores stores,
            StoreTimes times,
            StoreBatches batches,
            StoreRecorder recorder,
            DriftCheck drift,
            StoreReport report,
            CallWatch calls,
            PlatformDestination platform,
            Clock clock,
            RandomGenerator random) {}

    StoreVisit(Tools tools, Claim claim, RegisteredObject store, StoreMemory memory, Runnable whenAbandoned) {
        this.tools = tools;
        this.claim = claim;
        this.store = store;
        this.memory = memory;
        this.whenAbandoned = whenAbandoned;
        this.lostPlace = new LostPlace(tools, store, memory);
    }

    /** {@return how far it came} */
    Phase phase() {
        return phase;
    }

    /**
     * Does it all.
     *
     * @param compare whether it is time to compare
     * @throws PluginException if the store failed
     */
    void make(boolean compare) throws InterruptedException {
        opened = call(tools.times().open(), "open", () -> tools.stores().open(store.document(), store.generation()));
        phase = Phase.CHECK;
        call(tools.times().checkAccess(), "checkAccess", () -> {
            open().check(Catalog.storePath(store));
            return true;
        });
        phase = Phase.USE;
        if (memory.tries() == 0) {
            tools.report().ready(store, open());
        }
        findOut();
        if (memory.isEverything()) {
            lostPlace.fill(halving, this::hear);
        }
        if (compare) {
            compare();
        }
        write();
        readPlatform();
        memory.succeeded();
        tools.report().ready(store, open());
    }

    /** {@return whether some of what waits was not said, because too much was refused} */
    boolean isUnfinished() {
        return halving.isExhausted();
    }

    /** A write whose answer never came may have gone through, and something else be wanted by now. */
    private void findOut() throws InterruptedException {
        Map<StorePath, List<Stored<OwnerState>>> unsure = tools.batches().unsure(store, memory).stream()
                .collect(Collectors.groupingBy(owner -> owner.value().area().root()));
        for (Map.Entry<StorePath, List<Stored<OwnerState>>> below : unsure.entrySet()) {
            call(tools.times().read(), "read", () -> {
                findOut(below.getKey(), below.getValue());
                return true;
            });
        }
    }

    private void findOut(StorePath root, List<Stored<OwnerState>> unsure) throws InterruptedException {
        try (StoredTree tree = open().read(ReadRequest.of(root)).orElseThrow()) {
            known.addAll(tools.recorder().found(unsure, tree.files()));
        } catch (PluginException e) {
            if (e.reason() != Reason.LOST) {
                throw e;
            }
            // where there is no place at all yet, or any more, nothing is left of it
            known.addAll(tools.recorder().found(unsure, Map.of()));
        }
    }

    private void compare() throws InterruptedException {
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, StorePath> destination :
                tools.drift().roots(store).entrySet()) {
            differing.addAll(
                    call(tools.times().read(), "read", () -> compare(destination.getKey(), destination.getValue())));
        }
        if (!differing.isEmpty()) {
            String some = String.join("; ", differing.subList(0, Math.min(10, differing.size())));
            tools.report()
                    .warn(
                            store,
                            "Drifted",
                            differing.size() + " owners' files are not as they were confirmed and are written again: "
                                    + some);
        }
        tools.report().compared(store, StatusEditor.time(tools.clock().instant()));
    }

    private List<String> compare(String destination, StorePath root) throws InterruptedException {
        var read = open().read(ReadRequest.of(root).unless(memory.fingerprint(root)));
        if (read.isEmpty()) {
            return List.of();
        }
        try (var tree = read.get()) {
            List<String> differing = tools.drift().differing(store, destination, tree);
            memory.sawAsItShouldBe(root, differing.isEmpty() ? tree.fingerprint() : "");
            return differing;
        }
    }

    private void readPlatform() throws InterruptedException {
        Optional<Catalog.Place> place = tools.platform().toBeRead(store);
        if (place.isEmpty()) {
            return;
        }
        try {
            readPlatform(place.get());
        } catch (PluginException e) {
            // where nothing has been written yet, there need be no place
            if (e.reason() != Reason.LOST || !tools.drift().roots(store).isEmpty()) {
                throw e;
            }
        }
    }

    private void readPlatform(Catalog.Place place) throws InterruptedException {
        PlatformDestination platform = tools.platform();
        long before = platform.doubts();
        call(tools.times().read(), "read", () -> {
            try (StoredTree tree =
                    open().read(ReadRequest.of(place.layout().root())).orElseThrow()) {
                platform.saw(place, tree, before);
            }
            return true;
        });
    }

    private void write() throws InterruptedException {
        if (memory.isProbing()) {
            probe();
        }
        String after = "";
        do {
            StoreBatches.Batch batch = tools.batches().waiting(store, memory, known, after);
            write(batch.wishes());
            after = batch.next();
        } while (!after.isEmpty() && !halving.isExhausted());
    }

    /** The store refused each of several changes: whether it takes any is tried with one, each time another. */
    private void probe() throws InterruptedException {
        List<Changes.Wish> wishes =
                tools.batches().waiting(store, memory, known, "").wishes();
        if (!wishes.isEmpty()) {
            List<Changes.Wish> one = List.of(wishes.get(memory.tries() % wishes.size()));
            hear(one, halving.once(one));
        }
    }

    private void write(List<Changes.Wish> wishes) throws InterruptedException {
        if (wishes.isEmpty()) {
            return;
        }
        try {
            if (open().atomicity() == Atomicity.BATCH) {
                halving.say(wishes, this::hear);
            } else {
                new FourSteps(halving, this::hear).say(wishes);
            }
        } catch (PluginException e) {
            if (e.reason() == Reason.REJECTED) {
                memory.probe();
            }
            throw e;
        }
    }

    private List<ChangeOutcome> say(List<Changes.Wish> wishes) throws InterruptedException {
        memory.says(wishes.stream().map(wish -> wish.change().destinationRoot()).collect(Collectors.toSet()));
        CallWatch.Call call = tools.calls().begin(claim, tools.times().write(), whenAbandoned);
        Instant deadline = now().plus(tools.times().write());
        return within(call, "write", tools.times().write(), () -> open().write(new EngineWriteRequest(
                wishes.stream().map(Changes.Wish::change).toList(),
                below -> lostPlace.completes(wishes, below),
                () -> tools.calls().isOurs(claim),
                () -> call.isEnded() || isOver(deadline))));
    }

    private void hear(List<Changes.Wish> wishes, List<ChangeOutcome> outcomes) {
        for (int i = 0; i < wishes.size(); i++) {
            if (outcomes.get(i).status() != ChangeOutcome.Status.REFUSED) {
                wishes.get(i).owners().forEach(memory::took);
            }
        }
        Set<String> told = new HashSet<>();
        for (int i = 0; i < wishes.size(); i++) {
            PluginException refusal = outcomes.get(i).refusal().orElse(null);
            if (refusal != null) {
                wishes.get(i).owners().forEach(owner -> refused(owner, refusal, told));
            }
        }
        tools.recorder().record(wishes, outcomes, owner -> told.contains(owner.key()));
    }

    private void refused(Stored<OwnerState> owner, PluginException refusal, Set<String> told) {
        if (memory.refused(owner, refusal, now(), tools.random())) {
            told.add(owner.key());
        }
        if (refusal.reason() == Reason.LOST) {
            tools.report().warn(store, "Lost", StoreReconciler.lost(refusal));
        }
    }

    private <T> T call(Duration limit, String what, Boundary.Call<T> body) throws InterruptedException {
        return within(tools.calls().begin(claim, limit, whenAbandoned), what, limit, body);
    }

    private <T> T within(CallWatch.Call call, String what, Duration limit, Boundary.Call<T> body)
            throws InterruptedException {
        Instant deadline = now().plus(limit);
        try {
            return body.run();
        } catch (InterruptedException | EngineSignal e) {
            if (call.isTooLate() || isOver(deadline)) {
                throw PluginException.unavailable(what + " did not end within " + words(limit))
                        .causedBy(e);
            }
            throw e;
        } finally {
            call.close();
        }
    }

    private static String words(Duration limit) {
        return limit.toSeconds() == 0 ? limit.toMillis() + " ms" : limit.toSeconds() + " s";
    }

    private OpenStore open() {
        if (opened == null) {
            throw new IllegalStateException(claim.task().subject() + " is not open");
        }
        return opened;
    }

    private boolean isOver(Instant deadline) {
        return !now().isBefore(deadline);
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
