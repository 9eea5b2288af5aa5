// SPDX-License-Identifier: Apache-2.0
/** Redis as a service, from documents to files in a Git branch. */
@NullMarked
package io.kratix.examples.redis;

import org.jspecify.annotations.NullMarked;
