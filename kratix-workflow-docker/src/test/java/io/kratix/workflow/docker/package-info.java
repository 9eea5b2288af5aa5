// SPDX-License-Identifier: Apache-2.0
/** Tests of the Docker workflow runner, on private Docker and Podman engines that they start and stop themselves. */
@NullMarked
package io.kratix.workflow.docker;

import org.jspecify.annotations.NullMarked;
