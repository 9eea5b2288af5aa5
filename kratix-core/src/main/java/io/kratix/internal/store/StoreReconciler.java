// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.plugin.StateStores;
import io.kratix.internal.plugin.StoreTimes;
import io.kratix.internal.step.Catalog;
import io.kratix.internal.step.Reconciler;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.model.InvalidDocumentException;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Brings one State Store up to date: everything that waits for it goes out in as few calls as its bounds allow, and what
 * the store confirmed is recorded. What is done about a failure stands in {@link Reaction}.
 */
public final class StoreReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Registry registry;
    private final StoreVisit.Tools tools;
    private final StoreRounds rounds;
    private final Map<String, StoreMemory> memories = new ConcurrentHashMap<>();

    /**
     * Makes the reconciler.
     *
     * @param registry what is declared, and what waits
     * @param catalog the Destinations
     * @param stores opens State Stores
     * @param times bound the calls
     * @param calls watches calls
     * @param platform wants to know what lies on the platform Destination
     * @param clock tells the time
     * @param random spreads tries
     */
    public StoreReconciler(
            Registry registry,
            Catalog catalog,
            StateStores stores,
            StoreTimes times,
            CallWatch calls,
            PlatformDestination platform,
            Clock clock,
            RandomGenerator random) {
        this.registry = registry;
        StoreBatches batches = new StoreBatches(registry, catalog, clock);
        StoreRecorder recorder = new StoreRecorder(registry, platform, clock);
        this.tools = new StoreVisit.Tools(
                stores,
                times,
                batches,
                recorder,
                new DriftCheck(registry, batches, recorder),
                new StoreReport(registry, clock),
                calls,
                platform,
                clock,
                random);
        this.rounds = new StoreRounds(registry, stores, times.interval(), calls, clock);
    }

    /** {@return what goes round all State Stores once a minute} */
    public StoreRounds rounds() {
        return rounds;
    }

    @Override
    public void reconcile(Claim claim) throws InterruptedException {
        String name = claim.task().subject();
        Optional<Stored<RegisteredObject>> document = RegisteredObjects.find(registry, name);
        if (document.isEmpty()) {
            tools.stores().forget(name);
            memories.remove(name);
            end(claim, Optional.empty(), "");
            return;
        }
        RegisteredObject store = document.get().value();
        StoreMemory memory = memoryOf(name, store);
        if (rounds.takeSecretsChanged(name)) {
            memory.wake();
        }
        Optional<Duration> rest = memory.rest(now());
        if (rest.filter(Duration::isZero).isPresent()) {
            visit(claim, store, memory);
        } else {
            end(claim, rest, memory.why());
        }
    }

    private StoreMemory memoryOf(String name, RegisteredObject store) {
        StoreMemory known = memories.get(name);
        if (known != null && known.isOf(store)) {
            return known;
        }
        StoreMemory fresh = new StoreMemory(store);
        memories.put(name, fresh);
        return fresh;
    }

    private void visit(Claim claim, RegisteredObject store, StoreMemory memory) throws InterruptedException {
        StoreVisit visit = new StoreVisit(tools, claim, store, memory, () -> abandoned(claim, store, memory));
        try {
            rounds.begin(claim.task(), store);
            memory.begin(now());
            visit.make(rounds.isToBeCompared(store));
            end(claim, untilNext(visit, memory), "the State Store refused changes");
        } catch (PluginException e) {
            failed(claim, store, memory, visit.phase(), e);
        } catch (StaleStepException | EngineSignal e) {
            throw e;
        } catch (InvalidDocumentException e) {
            PluginException failure = PluginException.misconfigured(String.valueOf(e.getMessage()));
            failed(claim, store, memory, visit.phase(), failure.causedBy(e));
        } catch (RuntimeException | Error e) {
            failed(
                    claim,
                    store,
                    memory,
                    visit.phase(),
                    PluginException.unavailable(e.toString()).causedBy(e));
        } finally {
            rounds.end(claim.task());
        }
    }

    private Optional<Duration> untilNext(StoreVisit visit, StoreMemory memory) {
        if (visit.isUnfinished()) {
            return Optional.of(SOON);
        }
        memory.keepRefusals(this::isPending);
        return memory.untilRefused(now());
    }

    private void failed(
            Claim claim, RegisteredObject store, StoreMemory memory, StoreReport.Phase phase, PluginException failure)
            throws InterruptedException {
        String name = claim.task().subject();
        boolean first = memory.tries() == 0;
        boolean told = memory.failed(failure, now(), tools.random());
        if (failure.reason() == Reason.UNAUTHORIZED) {
            tools.stores().distrust(name);
            if (first && tools.stores().secretsChanged(name)) {
                memory.wake();
                told = false;
            }
        }
        if (failure.reason() == Reason.LOST && !told) {
            tools.report().warn(store, "Lost", lost(failure));
        }
        if (told) {
            tools.report().notReady(store, phase, failure, tools.stores().missingSecret(name));
        }
        end(claim, memory.rest(now()), failure.message());
    }

    static String lost(PluginException failure) {
        return failure.message() + "; everything is written again, in one request";
    }

    /** On another thread than the one that is given up. */
    private void abandoned(Claim claim, RegisteredObject store, StoreMemory memory) {
        PluginException failure = PluginException.unavailable(
                "a call still went on 10 s after it was interrupted; its instance and its cache are not used again");
        memory.failed(failure, now(), tools.random());
        tools.report().notReady(store, StoreReport.Phase.USE, failure, Optional.empty());
        end(claim, memory.rest(now()), failure.message());
    }

    private boolean isPending(String owner) {
        return registry.find(Table.OWNERS, owner)
                .map(stored -> stored.value().isPending())
                .orElse(false);
    }

    private void end(Claim claim, Optional<Duration> next, String why) {
        Step.Builder step = Step.builder();
        registry.commit(
                next.isPresent()
                        ? step.retry(claim, next.get(), why).build()
                        : step.finish(claim).build());
    }

    private Instant now() {
        return tools.clock().instant();
    }
}
