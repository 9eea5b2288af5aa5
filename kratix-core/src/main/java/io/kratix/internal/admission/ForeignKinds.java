// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import java.util.Map;
import java.util.Optional;

/** Kinds of Kratix' own group that nobody applies here, and what to do instead. */
public final class ForeignKinds {
    private static final Map<String, String> REMEDIES = Map.of(
            "DryRun", "ask the engine for a plan of what would change; a DryRun needs a cluster",
            "Pipeline", "a Pipeline stands in a workflow of its Promise",
            "Work", "the engine makes Works from what workflows write",
            "WorkPlacement", "the engine makes placements from Works");

    private ForeignKinds() {}

    /**
     * {@return why a document of the engine's own group is refused by its kind alone}
     *
     * @param document any document
     */
    public static Optional<Problem> refusal(Document document) {
        String remedy = document.group().equals(Kinds.GROUP) ? REMEDIES.get(document.kind()) : null;
        return Optional.ofNullable(remedy)
                .map(what -> new Problem(
                        "",
                        document.toString(),
                        "kind",
                        document.kind(),
                        "kind: Invalid value: \"" + document.kind() + "\": documents of this kind are not applied",
                        what));
    }
}
