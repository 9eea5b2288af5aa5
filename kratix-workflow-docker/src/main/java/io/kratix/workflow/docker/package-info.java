// SPDX-License-Identifier: Apache-2.0
/**
 * Will hold the workflow runner that runs each container of a Pipeline in a Docker engine. Nothing of it is built yet;
 * this package is the room kept for it, so that the module's name, its place in the build and its dependency on the
 * core alone are settled.
 */
@NullMarked
package io.kratix.workflow.docker;

import org.jspecify.annotations.NullMarked;
