// SPDX-License-Identifier: Apache-2.0
/** Reads the tables of facts that parameterised tests run row by row. */
@NullMarked
package io.kratix.cases;

import org.jspecify.annotations.NullMarked;
