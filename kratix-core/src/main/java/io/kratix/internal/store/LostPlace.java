// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.model.StorePath;
import io.kratix.registry.RegisteredObject;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fills a place that was lost. In one request, since a reader that prunes must not see a part of it; what the store refuses
 * is left out of it, lest it keep the others from coming back, and waits like all that is refused.
 */
final class LostPlace {
    private final StoreVisit.Tools tools;
    private final RegisteredObject store;
    private final StoreMemory memory;
    private List<Changes.Wish> everything = List.of();

    /**
     * Begins a visit.
     *
     * @param tools what visits have in common
     * @param store the document
     * @param memory knows whether the place was lost
     */
    LostPlace(StoreVisit.Tools tools, RegisteredObject store, StoreMemory memory) {
        this.tools = tools;
        this.store = store;
        this.memory = memory;
    }

    /**
     * Fills it. Whoever goes on after an engine that dies in the middle of it finds a place that is there, and has to know
     * that not all is in it.
     *
     * @param halving says portions
     * @param hearer told how the changes fared that went through
     * @throws PluginException if the store failed, or refused all that it was told
     */
    void fill(Halving halving, Halving.Hearer hearer) throws InterruptedException {
        tools.recorder().lost(store, tools.batches().atLocationOf(store));
        everything = tools.batches().everything(store).wishes();
        if (!everything.isEmpty()) {
            List<Changes.Wish> said = sayWhatIsTaken(halving, hearer);
            tools.recorder().doubt(tools.batches().unsaid(store, said));
        }
        everything = List.of();
    }

    /**
     * {@return whether a request says everything that may be below a path, but for what is left out on purpose}
     *
     * @param wishes what the request says
     * @param below the path
     */
    boolean completes(List<Changes.Wish> wishes, StorePath below) {
        return tools.batches().completes(store, everything.isEmpty() ? wishes : everything, below);
    }

    private List<Changes.Wish> sayWhatIsTaken(Halving halving, Halving.Hearer hearer) throws InterruptedException {
        Optional<PluginException> refusal = Optional.empty();
        for (List<Changes.Wish> portion : (Iterable<List<Changes.Wish>>) portions()::iterator) {
            try {
                List<ChangeOutcome> outcomes = halving.once(portion);
                memory.saidEverything();
                hearer.hear(portion, outcomes);
                return portion;
            } catch (PluginException e) {
                refusal = Optional.of(refusal.orElse(Halving.onlyRejected(e)));
            }
        }
        memory.probe();
        throw refusal.orElseThrow();
    }

    private Stream<List<Changes.Wish>> portions() {
        Portions portions = new Portions(everything);
        return memory.isProbing() ? portions.few(memory.tries()) : portions.any();
    }
}
