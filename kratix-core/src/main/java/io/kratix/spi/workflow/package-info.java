// SPDX-License-Identifier: Apache-2.0
/**
 * The interfaces of a workflow runner, which runs Pipelines, and the runner for Java functions that comes with the
 * engine. Authors of runners should be here, and embedders who write Pipelines in Java; the rules of
 * {@link io.kratix.spi} hold for runners.
 */
@NullMarked
package io.kratix.spi.workflow;

import org.jspecify.annotations.NullMarked;
