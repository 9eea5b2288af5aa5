// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Rfc1123;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a segment of a path can stand for. */
enum PathVariable {
    DESTINATION_NAME("destination.name", Part.DESTINATION),
    DESTINATION_NAMESPACE("destination.namespace", Part.DESTINATION),
    PROMISE_NAME("promise.name", Part.OWNER),
    RESOURCE_NAMESPACE("resource.namespace", Part.OWNER),
    RESOURCE_NAME("resource.name", Part.OWNER),
    PIPELINE_NAME("pipeline.name", Part.CONTENT),
    GROUP_ID("group.id", Part.CONTENT),
    /** The first five characters of the group's id, as Kratix has them; no template can name it. */
    GROUP_SHORT_ID("", Part.CONTENT);

    private final String text;
    private final Part part;

    PathVariable(String text, Part part) {
        this.text = text;
        this.part = part;
    }

    /** Whose the variable is: the same for a whole Destination, for an owner, or for some of an owner's files. */
    enum Part {
        DESTINATION,
        OWNER,
        CONTENT
    }

    static Optional<PathVariable> of(String text) {
        return Arrays.stream(values())
                .filter(variable -> !text.isEmpty() && variable.text.equals(text))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values())
                .filter(variable -> !variable.text.isEmpty())
                .map(PathVariable::toString)
                .collect(Collectors.joining(" "));
    }

    Part part() {
        return part;
    }

    boolean isOfRequest() {
        return this == RESOURCE_NAMESPACE || this == RESOURCE_NAME;
    }

    /** Whether some owner could have this value; for owners' variables alone. */
    boolean canBe(String value) {
        boolean fits = this == RESOURCE_NAMESPACE ? Rfc1123.isLabel(value) : Rfc1123.isSubdomain(value);
        return fits && !ReservedNames.contains(value);
    }

    /** {@return the variable as templates spell it} */
    @Override
    public String toString() {
        return "{" + text + "}";
    }
}
