// SPDX-License-Identifier: Apache-2.0
/** Holds the store in memory to its contract, and the contract to its word: planted bugs are found by the test that should. */
@NullMarked
package io.kratix.testkit;

import org.jspecify.annotations.NullMarked;
