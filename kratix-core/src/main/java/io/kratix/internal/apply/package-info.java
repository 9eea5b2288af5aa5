// SPDX-License-Identifier: Apache-2.0
/** Takes documents in: checks everything that a call brings, then commits all of it in one step or none of it. */
@NullMarked
package io.kratix.internal.apply;

import org.jspecify.annotations.NullMarked;
