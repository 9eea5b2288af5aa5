// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.Set;

/**
 * Names that the engine keeps for itself at the roots of a Destination: no Promise and no request can have one, since in
 * some mode its directory would lie where a canary does.
 */
public final class ReservedNames {
    /** The directory of state files in mode {@code none}. */
    public static final String STATE_DIRECTORY = ".kratix";

    private static final Set<String> NAMES =
            Set.of(STATE_DIRECTORY, Layout.CANARY_NAMESPACE_FILE, Layout.CANARY_CONFIG_MAP_FILE);

    private ReservedNames() {}

    /**
     * {@return whether a name is reserved, in whatever case or Unicode form}
     *
     * @param name the name of a Promise, a request or a file at the root of a Destination
     */
    public static boolean contains(String name) {
        return NAMES.contains(StorePath.existing(name).folded());
    }
}
