// SPDX-License-Identifier: Apache-2.0
/** A State Store plugin as somebody else writes one: what docs/state-stores.md shows, and whether it is true. */
@NullMarked
package io.kratix.example;

import org.jspecify.annotations.NullMarked;
