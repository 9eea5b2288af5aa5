// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine remembers: objects and their status, Works, placements, owners, runs, events and its queue. Embedders
 * come here to choose a registry; everything else here is for those who maintain the engine. A change of the registry is
 * a {@link io.kratix.registry.Step}: a value that is committed whole or not at all.
 */
@NullMarked
package io.kratix.registry;

import org.jspecify.annotations.NullMarked;
