// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kratix.layout;

import org.jspecify.annotations.NullMarked;
