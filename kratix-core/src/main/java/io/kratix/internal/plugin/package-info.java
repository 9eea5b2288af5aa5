// SPDX-License-Identifier: Apache-2.0
/** Keeps plugins at arm's length: finds providers, lends them settings and contexts, opens and closes their stores. */
@NullMarked
package io.kratix.internal.plugin;

import org.jspecify.annotations.NullMarked;
