// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kratix.scheduling;

import org.jspecify.annotations.NullMarked;
