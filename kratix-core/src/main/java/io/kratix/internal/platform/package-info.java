// SPDX-License-Identifier: Apache-2.0
/**
 * Compound Promises: what was written for the platform itself is applied back from the State Store, and pruned. What of them
 * lies elsewhere: {@code store} reads the Destination while it has the State Store open ({@code PlatformDestination},
 * {@code PlatformReader}, {@code FileOwners}); {@code step} tells an outer object of an inner one ({@code Outer}), since every
 * reconciler that changes an object has to; {@code reconcile} reports the inner ones and waits for them to go ({@code Inner},
 * {@code Removal}), since that is part of a look at a Promise or request.
 */
@NullMarked
package io.kratix.internal.platform;

import org.jspecify.annotations.NullMarked;
