// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kratix.internal.release;

import org.jspecify.annotations.NullMarked;
