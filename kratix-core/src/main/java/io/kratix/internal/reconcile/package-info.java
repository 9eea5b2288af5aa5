// SPDX-License-Identifier: Apache-2.0
/** Decides what to do next for a Promise, a request, a run, a Work, a Destination or a health record: looks at what is declared and what is recorded, and commits a step. One reconciler for each kind of task. */
@NullMarked
package io.kratix.internal.reconcile;

import org.jspecify.annotations.NullMarked;
