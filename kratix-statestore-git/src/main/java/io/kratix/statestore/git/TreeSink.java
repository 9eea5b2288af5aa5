// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;

/** Takes trees. */
@FunctionalInterface
interface TreeSink {
    /**
     * Takes one.
     *
     * @param tree the tree
     * @param id its id
     * @param before an earlier version of the same directory; empty if there is none
     * @param beforeId its id
     */
    void insertTree(byte[] tree, ObjectId id, byte[] before, ObjectId beforeId) throws IOException;
}
