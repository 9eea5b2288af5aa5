// SPDX-License-Identifier: Apache-2.0
/**
 * What authors of plugins and of Promises test with: contracts to inherit, and a State Store in memory. The contracts are
 * the semantics of the SPI, written as tests; the store in memory is the first that holds them. Nothing here is needed,
 * or meant, for running an engine in earnest.
 *
 * <p>Authors of plugins need only {@link StateStoreContract}, or {@link WorkflowRunnerContract} with
 * {@link ContainerScript}; {@link MapSettings} and {@link LentContext} to test what opens them. Who tests a program or Promises takes {@link InMemoryStateStoreProvider} with
 * {@link MemoryPlace}, {@link ScriptedWorkflowRunner} and {@link VirtualTime}. {@link RegistryContract},
 * {@link EveryContractRan}, {@link HeldBy} and {@link PostgresServer} are for this project: nobody else implements a
 * registry.
 */
@NullMarked
package io.kratix.testkit;

import org.jspecify.annotations.NullMarked;
