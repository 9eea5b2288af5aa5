// SPDX-License-Identifier: Apache-2.0
/**
 * State Stores that are a branch of a Git repository, through JGit and without a working tree: trees are edited in memory
 * and pushed by compare-and-swap. {@link io.kratix.statestore.git.GitStateStore#write} is the way in; who embeds the
 * engine needs {@link io.kratix.statestore.git.GitStateStoreProvider} at most.
 */
@NullMarked
package io.kratix.statestore.git;

import org.jspecify.annotations.NullMarked;
