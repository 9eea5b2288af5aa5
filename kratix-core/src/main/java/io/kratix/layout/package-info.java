// SPDX-License-Identifier: Apache-2.0
/**
 * The rules that turn an owner's placements into paths: pure functions over values, usable without an engine. Whoever
 * wants to know where a file of a Promise or a request lies on a Destination should be here.
 */
@NullMarked
package io.kratix.layout;

import org.jspecify.annotations.NullMarked;
