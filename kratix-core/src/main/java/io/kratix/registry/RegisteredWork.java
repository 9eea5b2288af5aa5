// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Condition;
import io.kratix.model.DestinationSelector;
import io.kratix.model.ObjectReference;
import io.kratix.model.Work;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Work, and how its placements get on.
 *
 * @param work the Work
 * @param said what a Promise's Pipeline asked of the Destinations of all requests; empty for all other Works
 * @param generation grows when its files or selectors change
 * @param deleting whether its files shall go
 * @param conditions what the engine reports of it
 * @param problem why its files cannot be laid out, or were refused; empty if neither
 */
public record RegisteredWork(
        Work work,
        Optional<DestinationSelector> said,
        long generation,
        boolean deleting,
        List<Condition> conditions,
        String problem) {
    /** The index by owner: the reference of the request or Promise, as text. */
    public static final String BY_OWNER = "owner";

    /** The index of those Works alone that have a problem; its one value is {@code true}. */
    public static final String TROUBLED = "troubled";

    /** Copies the conditions. */
    public RegisteredWork {
        conditions = List.copyOf(conditions);
    }

    /**
     * {@return a Work that nothing is reported of yet}
     *
     * @param work the Work
     * @param said what a Promise's Pipeline asked of the Destinations of all requests
     * @param generation grows when its files or selectors change
     */
    public static RegisteredWork made(Work work, Optional<DestinationSelector> said, long generation) {
        return new RegisteredWork(work, said, generation, false, List.of(), "");
    }

    /**
     * {@return the key of the Work that a Pipeline made for an owner}
     *
     * @param owner the request or Promise
     * @param type who produced it
     * @param pipeline the Pipeline's name; empty for static dependencies
     */
    public static String key(ObjectReference owner, Work.Type type, String pipeline) {
        return owner + " " + type.text() + " " + pipeline;
    }

    /**
     * {@return the key of a Work}
     *
     * @param work the Work
     */
    public static String key(Work work) {
        return key(work.owner(), work.type(), work.pipeline());
    }

    /**
     * {@return a copy whose files shall go}
     */
    public RegisteredWork gone() {
        return new RegisteredWork(work, said, generation, true, conditions, problem);
    }

    /**
     * {@return a copy with another report}
     *
     * @param report its conditions
     * @param why why its files cannot be laid out; empty if they can
     */
    public RegisteredWork reporting(List<Condition> report, String why) {
        return new RegisteredWork(work, said, generation, deleting, report, why);
    }

    String key() {
        return key(work);
    }

    Map<String, String> indexes() {
        String owner = work.owner().toString();
        return problem.isEmpty() ? Map.of(BY_OWNER, owner) : Map.of(BY_OWNER, owner, TROUBLED, "true");
    }
}
