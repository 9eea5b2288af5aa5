// SPDX-License-Identifier: Apache-2.0
/** Holds that text is read and printed as Kubernetes does, and that no text does harm. */
@NullMarked
package io.kratix.internal.documents;

import org.jspecify.annotations.NullMarked;
