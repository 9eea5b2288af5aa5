// SPDX-License-Identifier: Apache-2.0
/** Holds that documents are admitted and refused as an API server and Kratix' webhooks do it. */
@NullMarked
package io.kratix.internal.admission;

import org.jspecify.annotations.NullMarked;
