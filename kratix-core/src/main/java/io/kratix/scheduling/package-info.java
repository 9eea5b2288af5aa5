// SPDX-License-Identifier: Apache-2.0
/**
 * The rules that decide which workload group goes to which Destination: pure functions over values, usable without an
 * engine. Whoever wants to know where something would land, and why, should be here.
 */
@NullMarked
package io.kratix.scheduling;

import org.jspecify.annotations.NullMarked;
