// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Says changes in one request, and halves what is refused as a whole until each culprit is alone. */
final class Halving {
    private static final int MOST_CALLS = 64;

    /** Kept for single changes from all over, if nothing got through before: the culprits may be those that stand first. */
    private static final int SAMPLES = 8;

    private final Request request;
    private int left = MOST_CALLS;
    private boolean taken;

    /**
     * Begins a try.
     *
     * @param request says changes in one request
     */
    Halving(Request request) {
        this.request = request;
    }

    /** One request to a State Store. */
    @FunctionalInterface
    interface Request {
        /**
         * {@return one outcome for each change, in their order}
         *
         * @throws PluginException if nothing went through
         */
        List<ChangeOutcome> say(List<Changes.Wish> wishes) throws InterruptedException;
    }

    /** Hears how changes fared, as soon as that is known. */
    @FunctionalInterface
    interface Hearer {
        void hear(List<Changes.Wish> wishes, List<ChangeOutcome> outcomes);
    }

    /** {@return whether the calls of this try are used up, so that some changes were not said} */
    boolean isExhausted() {
        return left == 0;
    }

    /**
     * {@return the outcomes of changes that are said in one request, which is not halved}
     *
     * @param wishes what to say
     * @throws PluginException if nothing went through
     */
    List<ChangeOutcome> once(List<Changes.Wish> wishes) throws InterruptedException {
        left--;
        List<ChangeOutcome> heard = request.say(wishes);
        taken = true;
        return heard;
    }

    /**
     * Says changes.
     *
     * @param wishes what to say
     * @param hearer told of each call that went through, and last of the culprits
     * @return the outcomes; none for what was not said because the calls of this try are used up
     * @throws PluginException if the store failed, or refused each of several changes, or as many as were tried
     */
    Map<StateStoreChange, ChangeOutcome> say(List<Changes.Wish> wishes, Hearer hearer) throws InterruptedException {
        Map<StateStoreChange, ChangeOutcome> outcomes = new HashMap<>();
        List<Changes.Wish> culprits = new ArrayList<>();
        List<ChangeOutcome> refusals = new ArrayList<>();
        Optional<PluginException> refusal = Optional.empty();
        Deque<List<Changes.Wish>> parts = new ArrayDeque<>(List.of(wishes));
        while (!parts.isEmpty() && left > 0) {
            if (left <= SAMPLES && refusal.isPresent() && !taken) {
                parts = samples(parts);
            }
            List<Changes.Wish> part = parts.pop();
            try {
                List<ChangeOutcome> heard = once(part);
                hearer.hear(part, heard);
                put(outcomes, part, heard);
            } catch (PluginException e) {
                refusal = Optional.of(refusal.orElse(onlyRejected(e)));
                if (part.size() == 1) {
                    culprits.addAll(part);
                    refusals.add(ChangeOutcome.refused(e));
                } else {
                    parts.push(part.subList(part.size() / 2, part.size()));
                    parts.push(part.subList(0, part.size() / 2));
                }
            }
        }
        if (refusal.isPresent() && !taken && wishes.size() > 1) {
            throw refusal.get();
        }
        hearer.hear(culprits, refusals);
        put(outcomes, culprits, refusals);
        return outcomes;
    }

    /** {@return as many single changes as there are calls left, from all over what was not tried} */
    private Deque<List<Changes.Wish>> samples(Deque<List<Changes.Wish>> untried) {
        List<Changes.Wish> all = untried.stream().flatMap(List::stream).toList();
        int count = Math.min(left, all.size());
        Deque<List<Changes.Wish>> singles = new ArrayDeque<>();
        IntStream.range(0, count).forEach(i -> singles.add(List.of(all.get(i * all.size() / count))));
        return singles;
    }

    /** {@return the refusal; any other failure ends the try} */
    static PluginException onlyRejected(PluginException e) {
        if (e.reason() != Reason.REJECTED) {
            throw e;
        }
        return e;
    }

    private static void put(
            Map<StateStoreChange, ChangeOutcome> outcomes, List<Changes.Wish> wishes, List<ChangeOutcome> heard) {
        for (int i = 0; i < wishes.size(); i++) {
            outcomes.put(wishes.get(i).change(), heard.get(i));
        }
    }
}
