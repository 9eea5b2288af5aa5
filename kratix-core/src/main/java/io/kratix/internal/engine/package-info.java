// SPDX-License-Identifier: Apache-2.0
/** Keeps the reconcilers busy: claims tasks from the registry's queue and gives them to bounded pools. */
@NullMarked
package io.kratix.internal.engine;

import org.jspecify.annotations.NullMarked;
