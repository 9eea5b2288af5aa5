// SPDX-License-Identifier: Apache-2.0
/**
 * What plugins of both kinds see: the exception they throw, the settings they read, the secrets they ask for and the
 * context that the engine lends them. Authors of State Stores and of workflow runners should be here, and nobody else.
 *
 * <p>Rules that hold for every plugin:
 * <ul>
 *   <li><b>Threads.</b> The engine calls on its own threads, with the plugin's class loader as context class loader.
 *       What a plugin implements is safe for several threads; there is at most one {@code write} at a time for a
 *       location and one {@code run} for a run id. {@code read} and {@code checkAccess} may run beside them.
 *   <li><b>Blocking.</b> All calls block. The engine interrupts at the time limit, on close and on cancel; a library
 *       that ignores interrupts must bound each wait by {@link io.kratix.spi.PluginContext#networkTimeout}. A call that
 *       goes on 10 s after its interrupt, a {@code run} 30 s, is left to its thread; a State Store's instance and cache are
 *       never used again.
 *   <li><b>Null</b> never goes in or comes out.
 *   <li><b>Exceptions.</b> A plugin throws {@link io.kratix.spi.PluginException} or {@link InterruptedException} and
 *       lets pass whatever an object of the engine threw. Anything else, errors too, is reported as the plugin's fault.
 *   <li><b>No retries.</b> A call says what shall hold, so the engine says it again; loops, pauses and their clock live
 *       in the engine.
 *   <li><b>Secrets</b> come from the engine alone, which masks them in everything that leaves a plugin.
 * </ul>
 */
@NullMarked
package io.kratix.spi;

import org.jspecify.annotations.NullMarked;
