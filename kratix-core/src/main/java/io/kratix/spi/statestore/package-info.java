// SPDX-License-Identifier: Apache-2.0
/**
 * The interfaces of a State Store: a provider that opens stores of one kind, and the store, which makes changes hold.
 * Authors of State Store plugins should be here; the rules of {@link io.kratix.spi} hold for them.
 */
@NullMarked
package io.kratix.spi.statestore;

import org.jspecify.annotations.NullMarked;
