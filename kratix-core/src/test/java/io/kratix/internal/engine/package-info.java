// SPDX-License-Identifier: Apache-2.0
/** Holds that the engine keeps busy, never too busy, and misses nothing: with threads and time moved by hand. */
@NullMarked
package io.kratix.internal.engine;

import org.jspecify.annotations.NullMarked;
