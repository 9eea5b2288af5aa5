// SPDX-License-Identifier: Apache-2.0
/** Holds the boundary to plugins: what they read, what they may throw, and how they are found. */
@NullMarked
package io.kratix.internal.plugin;

import org.jspecify.annotations.NullMarked;
