// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.Optional;

/** When an image is pulled, as Kubernetes has it. */
enum PullPolicy {
    ALWAYS("Always"),
    IF_NOT_PRESENT("IfNotPresent"),
    NEVER("Never");

    static final String NAMES = "Always, IfNotPresent or Never";

    private final String name;

    PullPolicy(String name) {
        this.name = name;
    }

    /** {@return the policy of that name, or empty if there is none} */
    static Optional<PullPolicy> of(String name) {
        for (PullPolicy policy : values()) {
            if (policy.name.equals(name)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /** {@return what holds for an image where nobody says anything} */
    static PullPolicy defaultFor(ImageName image) {
        return image.isLatest() ? ALWAYS : IF_NOT_PRESENT;
    }
}
