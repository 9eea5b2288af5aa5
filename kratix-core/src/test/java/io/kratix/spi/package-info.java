// SPDX-License-Identifier: Apache-2.0
/** Holds the values that plugins of both kinds handle. */
@NullMarked
package io.kratix.spi;

import org.jspecify.annotations.NullMarked;
