// SPDX-License-Identifier: Apache-2.0
/** How fast the engine is, as ratios to a reference that is measured in the same run. */
@NullMarked
package io.kratix.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
