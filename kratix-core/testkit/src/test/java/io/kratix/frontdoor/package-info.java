// SPDX-License-Identifier: Apache-2.0
/** What the product promises, tested through its front door. */
@NullMarked
package io.kratix.frontdoor;

import org.jspecify.annotations.NullMarked;
