// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.store;

import io.kratix.model.StorePath;
import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Stored;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What this engine remembers of the tries with one State Store. Nothing of it has to last: who forgets it tries again at
 * once. Used by one task at a time.
 */
final class StoreMemory {
    /** Until a new document or secret comes. */
    private static final Instant NEVER = Instant.MAX;

    private final long generation;
    private final Instant created;
    private final Map<String, Refusal> refusals = new HashMap<>();
    private final Map<StorePath, String> fingerprints = new HashMap<>();
    private int tries;
    private @Nullable Reason last;
    private Instant notBefore = Instant.MIN;
    private String why = "";
    private boolean everything;
    private boolean probing;
    private int visits;
    private Instant begun = Instant.MIN;

    StoreMemory(RegisteredObject store) {
        generation = store.generation();
        created = store.created();
    }

    /** How often one owner's files were refused as they are wanted now, the last time in which visit. */
    private record Refusal(String desired, Reason reason, int tries, Instant notBefore, int visit) {
        private boolean isPassedBy(int now, Instant begun) {
            return visit != now && !begun.isBefore(notBefore);
        }
    }

    /** Remembers that a visit begins. */
    void begin(Instant now) {
        visits++;
        begun = now;
    }

    /** {@return whether this is about the document as it is now} */
    boolean isOf(RegisteredObject store) {
        return generation == store.generation() && created.equals(store.created());
    }

    /** {@return how long the whole store still has to wait; zero if it need not; empty if only people can help} */
    Optional<Duration> rest(Instant now) {
        if (notBefore.equals(NEVER)) {
            return Optional.empty();
        }
        return Optional.of(now.isBefore(notBefore) ? Duration.between(now, notBefore) : Duration.ZERO);
    }

    /** {@return why it waits} */
    String why() {
        return why;
    }

    /** Has the next try come at once: something is not what it was. */
    void wake() {
        notBefore = Instant.MIN;
    }

    /**
     * Remembers that the store failed.
     *
     * @return whether people should be told
     */
    boolean failed(PluginException failure, Instant now, RandomGenerator random) {
        Reaction reaction = Reaction.to(failure.reason());
        int before = failure.reason() == last ? tries : 0;
        Optional<Duration> pause = reaction.pause(before, failure, random);
        tries = before + 1;
        last = failure.reason();
        why = failure.message();
        notBefore = pause.map(now::plus).orElse(NEVER);
        lost(failure);
        return !reaction.isAtOnce(before);
    }

    /** How the last place fared says nothing of the one that is to be filled. */
    private void lost(PluginException failure) {
        if (failure.reason() == Reason.LOST && !everything) {
            everything = true;
            probing = false;
        }
    }

    /** {@return how many tries have failed in a row for the reason of the last one} */
    int tries() {
        return tries;
    }

    /** Remembers that the store took what it was told, but for single changes. */
    void succeeded() {
        tries = 0;
        last = null;
        probing = false;
        notBefore = Instant.MIN;
        why = "";
    }

    /** {@return whether all of the document's owners have to be in one request} */
    boolean isEverything() {
        return everything;
    }

    /** Remembers that the place is there again, with all in it that the store takes for now. */
    void saidEverything() {
        everything = false;
        probing = false;
    }

    /** {@return whether the store refused all that it was told, so that the next try is with one change} */
    boolean isProbing() {
        return probing;
    }

    void probe() {
        probing = true;
    }

    /**
     * Remembers that one owner's change did not get in.
     *
     * @return whether people should be told
     */
    boolean refused(Stored<OwnerState> owner, PluginException refusal, Instant now, RandomGenerator random) {
        Reaction reaction = Reaction.toOneChange(refusal.reason());
        int before = Optional.ofNullable(refusals.get(owner.key()))
                .filter(known -> known.desired().equals(owner.value().desired()) && known.reason() == refusal.reason())
                .map(Refusal::tries)
                .orElse(0);
        Instant next = reaction.pause(before, refusal, random).map(now::plus).orElse(now);
        refusals.put(owner.key(), new Refusal(owner.value().desired(), refusal.reason(), before + 1, next, visits));
        lost(refusal);
        return !reaction.isAtOnce(before);
    }

    /** Forgets that an owner's change did not get in. */
    void took(Stored<OwnerState> owner) {
        refusals.remove(owner.key());
    }

    /** {@return whether an owner's change waits, in this visit, for its own next try; one that is wanted otherwise now does not} */
    boolean isSetAside(Stored<OwnerState> owner) {
        return Optional.ofNullable(refusals.get(owner.key()))
                .filter(known -> known.desired().equals(owner.value().desired()))
                .filter(known -> begun.isBefore(known.notBefore()))
                .isPresent();
    }

    /** {@return how long until the first refused change is due again; empty if there is none} */
    Optional<Duration> untilRefused(Instant now) {
        return refusals.values().stream()
                .map(Refusal::notBefore)
                .min(Comparator.naturalOrder())
                .map(next -> next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO);
    }

    /**
     * Forgets, after a visit that said all there was to say, the refusals of owners that wait for nothing any more, and of
     * those that were due and had nothing to say here: they moved elsewhere, or their files are about to be others. Whatever
     * gives them something to say has the store visited.
     */
    void keepRefusals(Predicate<String> isPending) {
        refusals.entrySet()
                .removeIf(entry -> entry.getValue().isPassedBy(visits, begun) || !isPending.test(entry.getKey()));
    }

    /** {@return the fingerprint that a tree had when everything in it was as it should be; empty if unknown} */
    String fingerprint(StorePath root) {
        return fingerprints.getOrDefault(root, "");
    }

    /** Forgets how some trees were: something is written there now, which may be taken back to what they were before. */
    void says(Set<StorePath> roots) {
        fingerprints.keySet().removeIf(seen -> roots.stream()
                .anyMatch(root -> seen.startsWith(root) || root.startsWith(seen)));
    }

    void sawAsItShouldBe(StorePath root, String fingerprint) {
        fingerprints.put(root, fingerprint);
    }
}
