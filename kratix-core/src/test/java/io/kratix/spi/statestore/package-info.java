// SPDX-License-Identifier: Apache-2.0
/** Holds the values that State Stores handle. */
@NullMarked
package io.kratix.spi.statestore;

import org.jspecify.annotations.NullMarked;
