// SPDX-License-Identifier: Apache-2.0
/** EasyEaty: a platform whose golden path is made of three Promises of a marketplace. */
@NullMarked
package io.kratix.examples.easyeaty;

import org.jspecify.annotations.NullMarked;
