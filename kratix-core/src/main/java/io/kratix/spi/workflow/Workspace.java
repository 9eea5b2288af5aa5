// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.workflow;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The three directories of a run on this machine. Input is filled; the others are empty, or hold what a bind mount of
 * the same run has put there. Implemented by the engine.
 */
public interface Workspace {
    /** {@return what stands for {@code /kratix/input}} */
    Path input();

    /** {@return what stands for {@code /kratix/output}} */
    Path output();

    /** {@return what stands for {@code /kratix/metadata}} */
    Path metadata();

    /**
     * Stores one regular file of the output that came back from a remote, under the engine's rules for hostile names,
     * sizes and counts. What it throws is to be let pass: the run has failed with that text.
     *
     * @param name the path below {@code /kratix/output}
     * @param content the bytes; read to the end, not closed
     * @throws IOException if they cannot be read or stored
     */
    void receiveOutput(String name, InputStream content) throws IOException;

    /**
     * Stores one regular file of the metadata that came back from a remote, likewise.
     *
     * @param name the path below {@code /kratix/metadata}
     * @param content the bytes; read to the end, not closed
     * @throws IOException if they cannot be read or stored
     */
    void receiveMetadata(String name, InputStream content) throws IOException;
}
