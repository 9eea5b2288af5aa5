// SPDX-License-Identifier: Apache-2.0
/**
 * The engine as a program embeds it: {@link io.kratix.Kratix} is the handle, {@link io.kratix.KratixBuilder} makes it.
 * Embedders should be here, and often need to go no further.
 */
@NullMarked
package io.kratix;

import org.jspecify.annotations.NullMarked;
