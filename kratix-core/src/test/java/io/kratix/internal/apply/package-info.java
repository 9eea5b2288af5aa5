// SPDX-License-Identifier: Apache-2.0
/** Holds the pure decisions of the reconcilers, and the words in which they report. */
@NullMarked
package io.kratix.internal.apply;

import org.jspecify.annotations.NullMarked;
