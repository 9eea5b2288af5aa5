// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Arrays;
import java.util.Optional;

/** The rule by which a Destination's files get their paths: {@code spec.filepath.mode}. */
public enum FilepathMode {
    /** Directories below the Destination's name; the rule of a Destination that names none. Not portable to Kratix. */
    NESTED_BY_DESTINATION("nestedByDestination"),
    /** Directories by Promise, request, Pipeline and workload group, as Kratix makes them. */
    NESTED_BY_METADATA("nestedByMetadata"),
    /** Directories below the Destination's namespace and name, {@code crds} beside {@code resources}. Not portable. */
    CRDS("crds"),
    /** Directories by the Destination's own two templates. Not portable to Kratix. */
    TEMPLATE("template"),
    /** The paths of the workflow's output, and a state file for each owner. */
    NONE("none"),
    /** One file for everything on the Destination. */
    AGGREGATED_YAML("aggregatedYAML");

    private final String text;

    FilepathMode(String text) {
        this.text = text;
    }

    /** {@return the mode as documents spell it} */
    public String text() {
        return text;
    }

    /**
     * {@return the mode of that spelling, or empty if there is none}
     *
     * @param text as documents spell it
     */
    public static Optional<FilepathMode> of(String text) {
        return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst();
    }
}
