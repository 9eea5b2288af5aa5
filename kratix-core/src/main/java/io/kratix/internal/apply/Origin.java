// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Problem;
import io.kratix.registry.RegisteredObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On whose behalf documents are applied. What the engine itself applied for somebody is changed there alone.
 *
 * @param facts what is recorded of it with each object; nothing for a person
 * @param labels what the engine puts on them
 * @param takesOver whether what people applied is taken over
 * @param steers whether it has a say in labels under {@code kratix.io/}; otherwise they stay as they are
 */
public record Origin(Map<String, String> facts, Map<String, String> labels, boolean takesOver, boolean steers) {
    private static final Set<String> PARENT = Set.of(
            KratixLabels.PARENT_PROMISE_NAME,
            KratixLabels.PARENT_RESOURCE_NAME,
            KratixLabels.PARENT_RESOURCE_NAMESPACE);

    /** People who run the platform, and the programs that they write. */
    public static final Origin PERSON = new Origin(Map.of(), Map.of(), true, true);

    /** People who use the platform, by a narrowed handle. */
    public static final Origin TEAM = new Origin(Map.of(), Map.of(), true, false);

    /** Copies the maps. */
    public Origin {
        facts = Map.copyOf(facts);
        labels = Map.copyOf(labels);
    }

    /**
     * {@return the origin of the Promise that a release installs}
     *
     * @param release a PromiseRelease
     */
    public static Origin release(ObjectReference release) {
        return new Origin(
                Map.of(RegisteredObject.ORIGIN, release.toString()),
                Map.of(KratixLabels.PROMISE_RELEASE_NAME, release.name()),
                true,
                true);
    }

    /**
     * {@return the origin of what lies on the platform Destination}
     *
     * @param destination the Destination
     * @param outer whose file it is
     * @param file the file's path in the State Store
     * @param digest the digest of the document there
     * @param labels what the engine puts on the object
     */
    public static Origin platform(
            ObjectReference destination,
            ObjectReference outer,
            String file,
            String digest,
            Map<String, String> labels) {
        Map<String, String> facts = Map.of(
                RegisteredObject.ORIGIN,
                destination.toString(),
                RegisteredObject.OUTER,
                outer.toString(),
                RegisteredObject.FILE,
                file,
                RegisteredObject.DIGEST,
                digest);
        return new Origin(facts, labels, false, true);
    }

    /**
     * {@return the labels that the engine puts on an object which comes from here}
     *
     * @param known those that it has put on it; what it said of a parent holds as long as the object came from there
     */
    Map<String, String> labelled(Map<String, String> known) {
        Map<String, String> all = new LinkedHashMap<>(known);
        if (facts.containsKey(RegisteredObject.OUTER)) {
            all.keySet().removeAll(PARENT);
        }
        all.putAll(labels);
        return all;
    }

    /** {@return why an object cannot be changed from here: it came from elsewhere} */
    Optional<Problem> objection(RegisteredObject known) {
        String here = facts.getOrDefault(RegisteredObject.ORIGIN, "");
        String from = known.facts().getOrDefault(RegisteredObject.ORIGIN, "");
        if (RegisteredObject.isPlatformDestination(here) && known.cameByFile()) {
            return Optional.empty(); // there is one platform Destination; it was another one before
        }
        boolean isFree = from.isEmpty() && (takesOver || known.facts().containsKey(RegisteredObject.MADE));
        if (from.equals(here) || isFree) {
            return Optional.empty();
        }
        if (from.isEmpty()) {
            return Optional.of(Problem.ofDocument(
                    known.reference() + " was applied by hand, and stays as it is", "delete it, or take it out here"));
        }
        return Optional.of(Optional.ofNullable(known.facts().get(RegisteredObject.FILE))
                .map(file -> belongsToFile(known, from, file))
                .orElseGet(() -> Problem.ofDocument(
                        known.reference() + " belongs to " + from + ", which the engine applied it for",
                        "change it there, or delete " + from + " first")));
    }

    private static Problem belongsToFile(RegisteredObject known, String from, String file) {
        String outer = known.facts().getOrDefault(RegisteredObject.OUTER, "");
        return Problem.ofDocument(
                known.reference() + " belongs to " + file + " on " + from + ", a file of " + outer
                        + ", which the engine applied it from",
                "change " + outer + ", which writes that file, or delete it first");
    }
}
