// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Says changes to a State Store that does not show all of them at once, so that nobody ever sees a request's files without
 * those of the Promise that it depends on: Promises' files alone, requests, requests that go, and then Promises whole. An
 * empty step is no call, and the first one is left out where no request's files follow it.
 */
final class FourSteps {
    private final Halving halving;
    private final Halving.Hearer hearer;

    /**
     * Makes the steps of one try.
     *
     * @param halving says each of them
     * @param hearer told how changes fared
     */
    FourSteps(Halving halving, Halving.Hearer hearer) {
        this.halving = halving;
        this.hearer = hearer;
    }

    void say(List<Changes.Wish> wishes) throws InterruptedException {
        List<Changes.Wish> promises =
                wishes.stream().filter(Changes.Wish::isBase).toList();
        List<Changes.Wish> requests = wishes.stream()
                .filter(wish -> !wish.isBase() && !wish.isLeaving())
                .toList();
        List<Changes.Wish> going = wishes.stream()
                .filter(wish -> !wish.isBase() && wish.isLeaving())
                .toList();

        Set<String> held = new HashSet<>();
        Map<StateStoreChange, ChangeOutcome> added = new HashMap<>();
        List<Changes.Wish> whole = new ArrayList<>(promises);
        if (!requests.isEmpty()) {
            whole.removeAll(add(promises, added, held));
        }
        step(requests.stream().filter(wish -> !held.contains(wish.base())).toList(), hearer, held);
        step(going, hearer, held);
        step(
                whole.stream().filter(wish -> !held.contains(wish.base())).toList(),
                (said, outcomes) -> hearer.hear(said, together(said, outcomes, added)),
                held);
    }

    /**
     * A Promise whose files did not get in holds back its requests.
     *
     * @return those that had to be said whole
     */
    private List<Changes.Wish> add(
            List<Changes.Wish> promises, Map<StateStoreChange, ChangeOutcome> added, Set<String> held)
            throws InterruptedException {
        Map<StateStoreChange, Changes.Wish> wholes = new HashMap<>();
        List<Changes.Wish> files = new ArrayList<>();
        for (Changes.Wish promise : promises) {
            if (!promise.isLeaving()) {
                Changes.Wish alone = promise.filesAlone();
                wholes.put(alone.change(), promise);
                files.add(alone);
            }
        }
        List<Changes.Wish> inTheWay = new ArrayList<>();
        step(
                files,
                (alone, outcomes) -> {
                    for (int i = 0; i < alone.size(); i++) {
                        Changes.Wish whole =
                                Objects.requireNonNull(wholes.get(alone.get(i).change()));
                        if (outcomes.get(i).status() != Status.REFUSED) {
                            added.put(whole.change(), outcomes.get(i));
                        } else if (whole.removes() && isRejected(outcomes.get(i))) {
                            inTheWay.add(whole);
                        } else {
                            hearer.hear(List.of(whole), List.of(outcomes.get(i)));
                        }
                    }
                },
                held);
        sayWhole(inTheWay, held);
        return inTheWay;
    }

    private static boolean isRejected(ChangeOutcome outcome) {
        return outcome.refusal()
                .filter(refusal -> refusal.reason() == Reason.REJECTED)
                .isPresent();
    }

    /** What is to go may be in the way: a file where a directory must be now, or the other way round. */
    private void sayWhole(List<Changes.Wish> promises, Set<String> held) throws InterruptedException {
        promises.forEach(promise -> held.remove(promise.base()));
        step(promises, hearer, held);
    }

    /** What did not get in, or was not said, holds back what must not overtake it. */
    private void step(List<Changes.Wish> wishes, Halving.Hearer heard, Set<String> held) throws InterruptedException {
        if (wishes.isEmpty()) {
            return;
        }
        Map<StateStoreChange, ChangeOutcome> outcomes = halving.say(wishes, heard);
        wishes.stream()
                .filter(wish -> !outcomes.containsKey(wish.change())
                        || outcomes.get(wish.change()).status() == Status.REFUSED)
                .forEach(wish -> held.add(wish.base()));
    }

    /** What the first step wrote is what made the change hold, even if the last one found nothing more to do. */
    private static List<ChangeOutcome> together(
            List<Changes.Wish> wishes, List<ChangeOutcome> outcomes, Map<StateStoreChange, ChangeOutcome> added) {
        List<ChangeOutcome> together = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            ChangeOutcome last = outcomes.get(i);
            together.add(
                    last.status() == Status.UNCHANGED
                            ? added.getOrDefault(wishes.get(i).change(), last)
                            : last);
        }
        return together;
    }
}
