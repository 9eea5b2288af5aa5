// SPDX-License-Identifier: Apache-2.0
/** How one Pipeline is run: its containers' variables and directories, the run as its runner sees it, its log and time limit, and what it left. What follows from that is decided in {@code reconcile}. */
@NullMarked
package io.kratix.internal.run;

import org.jspecify.annotations.NullMarked;
