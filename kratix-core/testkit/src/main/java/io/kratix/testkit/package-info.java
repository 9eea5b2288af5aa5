// SPDX-License-Identifier: Apache-2.0
/**
 * What authors of plugins and of Promises test with: contracts to inherit, and a State Store in memory. The contracts are
 * the semantics of the SPI, written as tests; the store in memory is the first that holds them. Nothing here is needed,
 * or meant, for running an engine in earnest.
 */
@NullMarked
package io.kratix.testkit;

import org.jspecify.annotations.NullMarked;
