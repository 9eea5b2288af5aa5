// SPDX-License-Identifier: Apache-2.0
package io.kratix.scheduling;

import io.kratix.model.Destination;
import io.kratix.model.ObjectReference;
import java.util.List;

/** Highest random weight hashing: each pair of request and Destination has a weight, the heaviest wins. */
final class Rendezvous implements SchedulingStrategy {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    @Override
    public Destination pick(Candidates candidates) {
        return highest(candidates.work().owner(), candidates.together());
    }

    @Override
    public String name() {
        return "rendezvous";
    }

    /** {@return the heaviest for this request; among equals the first by name} */
    static Destination highest(ObjectReference request, List<Destination> candidates) {
        long seed = mix(hash(request.toString()));
        Destination best = candidates.get(0);
        long heaviest = weight(seed, best);
        for (Destination candidate : candidates) {
            long weight = weight(seed, candidate);
            if (weight > heaviest || (weight == heaviest && candidate.name().compareTo(best.name()) < 0)) {
                best = candidate;
                heaviest = weight;
            }
        }
        return best;
    }

    private static long weight(long seed, Destination destination) {
        return mix(seed ^ hash(destination.name()));
    }

    /** FNV-1a over the text's UTF-16 units. It decides where requests land, so it never changes. */
    static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /** The finalizer of SplitMix64: every bit of the input moves every bit of the result. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
