// SPDX-License-Identifier: Apache-2.0
/** Tests of the bucket State Store, against servers that speak the S3 protocol. */
@NullMarked
package io.kratix.statestore.bucket;

import org.jspecify.annotations.NullMarked;
