// SPDX-License-Identifier: Apache-2.0
/**
 * Random histories of a platform on virtual time: what holds after each of them, and bugs planted to be found.
 *
 * <p>An act is added in {@code History.act}. It keeps up what people are known to want: {@code declared}, {@code kept}, {@code
 * paused}, {@code strangers}. If it can leave an object unready for good, {@code Truth} says why; if it takes away what came of
 * another object, {@code Watch} knows. Once everything has settled, {@code Findings} looks at State Stores and registry, and
 * {@code Truth} at what the objects say; {@code Watch} looks at each commit. A new act makes other histories of all seeds.
 */
@NullMarked
package io.kratix.simulation;

import org.jspecify.annotations.NullMarked;
