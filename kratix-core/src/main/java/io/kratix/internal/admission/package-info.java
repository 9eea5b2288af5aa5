// SPDX-License-Identifier: Apache-2.0
/**
 * Decides whether a document may be applied, as a Kubernetes API server and Kratix' webhooks would: requests by the
 * schema of their Promise's API, Promises by their API, Pipelines and what stood there before. Pure functions over
 * documents; whoever looks something up does it before and brings it along.
 */
@NullMarked
package io.kratix.internal.admission;

import org.jspecify.annotations.NullMarked;
