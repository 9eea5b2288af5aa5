// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/** How {@code /kratix/input}, {@code /kratix/output} and {@code /kratix/metadata} reach containers. */
public enum Directories {
    /** As archives into volumes of the run, and back: works with every engine, wherever it is. */
    VOLUME,
    /** As mounts of this machine's directories: faster, and only for an engine that sees the same files. */
    BIND_MOUNT
}
