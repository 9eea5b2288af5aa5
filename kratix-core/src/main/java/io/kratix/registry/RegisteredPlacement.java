// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import io.kratix.model.Placement;
import java.util.Map;

/**
 * A placement, and the Work that it is of.
 *
 * @param work the key of the Work
 * @param owner the reference of the request or Promise, as text
 * @param placement where the group is, and why
 */
public record RegisteredPlacement(String work, String owner, Placement placement) {
    /** The index by the key of the Work. */
    public static final String BY_WORK = "work";

    /** The index by owner: the reference of the request or Promise, as text. */
    public static final String BY_OWNER = "owner";

    /** The index by the Destination's name. */
    public static final String BY_DESTINATION = "destination";

    String key() {
        return work + " " + placement.group() + " " + placement.destination();
    }

    Map<String, String> indexes() {
        return Map.of(BY_WORK, work, BY_OWNER, owner, BY_DESTINATION, placement.destination());
    }
}
