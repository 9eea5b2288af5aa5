// SPDX-License-Identifier: Apache-2.0
/** Holds what every registry promises: steps whole or not at all, and a queue that loses nothing. */
@NullMarked
package io.kratix.registry;

import org.jspecify.annotations.NullMarked;
