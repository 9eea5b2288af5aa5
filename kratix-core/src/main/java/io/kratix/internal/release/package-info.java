// SPDX-License-Identifier: Apache-2.0
/** Installs Promises from where their authors publish them: the fetching, its bounds, and what a release reports. */
@NullMarked
package io.kratix.internal.release;

import org.jspecify.annotations.NullMarked;
