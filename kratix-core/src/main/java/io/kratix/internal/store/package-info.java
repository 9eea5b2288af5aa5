// SPDX-License-Identifier: Apache-2.0
/** What shall stand in State Stores, and how it comes there: the owners of files, the changes that wait, the calls to a store, and what a store answers. Which files a Work has is decided in {@code reconcile}. */
@NullMarked
package io.kratix.internal.store;

import org.jspecify.annotations.NullMarked;
