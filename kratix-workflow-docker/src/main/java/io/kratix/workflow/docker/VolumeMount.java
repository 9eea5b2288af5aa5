// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

/**
 * A volume at its place in a container.
 *
 * @param volume the volume
 * @param path the absolute path within the container
 * @param readOnly whether the container may not write there
 */
record VolumeMount(RunVolume volume, String path, boolean readOnly) {}
