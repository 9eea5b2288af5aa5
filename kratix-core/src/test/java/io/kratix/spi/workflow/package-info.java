// SPDX-License-Identifier: Apache-2.0
/** Holds the runner of Pipelines whose images are Java functions. */
@NullMarked
package io.kratix.spi.workflow;

import org.jspecify.annotations.NullMarked;
