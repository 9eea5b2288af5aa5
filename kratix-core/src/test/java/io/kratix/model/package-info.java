// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.kratix.model;

import org.jspecify.annotations.NullMarked;
