// SPDX-License-Identifier: Apache-2.0
/** Holds what every reconciler decides with. */
@NullMarked
package io.kratix.internal.step;

import org.jspecify.annotations.NullMarked;
