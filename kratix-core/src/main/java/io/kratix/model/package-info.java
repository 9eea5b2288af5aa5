// SPDX-License-Identifier: Apache-2.0
/**
 * The values that everybody here speaks in: documents as people write them, Works and placements as the engine makes
 * them, paths and contents as stores keep them. All of them are immutable and safe to share between threads; none of
 * them knows a parser, a registry or a plugin. An object's free tree is made of unmodifiable {@code Map}, {@code List},
 * {@code String}, {@code Long}, {@code Double}, {@code Boolean} and, where YAML says so, {@code null}.
 */
@NullMarked
package io.kratix.model;

import org.jspecify.annotations.NullMarked;
