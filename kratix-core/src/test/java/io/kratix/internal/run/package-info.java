// SPDX-License-Identifier: Apache-2.0
/** Holds how containers see their run, and what is read of what they leave. */
@NullMarked
package io.kratix.internal.run;

import org.jspecify.annotations.NullMarked;
