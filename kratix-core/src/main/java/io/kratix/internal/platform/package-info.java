// SPDX-License-Identifier: Apache-2.0
/** Compound Promises: what was written for the platform itself is applied back from the State Store, and pruned. */
@NullMarked
package io.kratix.internal.platform;

import org.jspecify.annotations.NullMarked;
