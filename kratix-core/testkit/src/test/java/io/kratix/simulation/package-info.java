// SPDX-License-Identifier: Apache-2.0
/** Random histories of a platform on virtual time: what holds after each of them, and bugs planted to be found. */
@NullMarked
package io.kratix.simulation;

import org.jspecify.annotations.NullMarked;
