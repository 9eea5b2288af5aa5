// SPDX-License-Identifier: Apache-2.0
/** What every reconciler decides with: the step that it commits, the objects and places that it looks up, the status that it edits, and whether an object is ready. */
@NullMarked
package io.kratix.internal.step;

import org.jspecify.annotations.NullMarked;
