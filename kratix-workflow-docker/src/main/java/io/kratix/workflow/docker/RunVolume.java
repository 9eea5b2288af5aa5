// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/**
 * A directory that the containers of a run share.
 *
 * @param part what it is within its run: {@code input}, {@code volume-cache}
 * @param path where the carrier has it
 */
record RunVolume(String part, String path) {
    /** Where the carrier has what comes back, and nothing else. */
    static final String RESULTS = "/kratix-results";

    static final RunVolume INPUT = new RunVolume("input", "/kratix-input");
    static final RunVolume OUTPUT = new RunVolume("output", RESULTS + "/output");
    static final RunVolume METADATA = new RunVolume("metadata", RESULTS + "/metadata");

    /** {@return the directory behind a volume that a Pipeline declares} */
    static RunVolume declared(String name) {
        return new RunVolume("volume-" + name, "/kratix-volumes/" + name);
    }
}
