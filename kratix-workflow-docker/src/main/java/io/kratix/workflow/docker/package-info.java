// SPDX-License-Identifier: Apache-2.0
/**
 * The workflow runner that runs each container of a Pipeline on a container engine, Docker or Podman, through
 * docker-java. {@link io.kratix.workflow.docker.DockerWorkflowRunner#run} is the way in; who embeds the engine needs
 * {@link io.kratix.workflow.docker.DockerWorkflowRunner#builder} or the provider, and nothing else.
 */
@NullMarked
package io.kratix.workflow.docker;

import org.jspecify.annotations.NullMarked;
