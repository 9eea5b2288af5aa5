// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

/** What becomes of a request's fields that the schema of its API does not know. */
public enum UnknownFields {
    /** The request is refused, as {@code kubectl apply} does it. */
    REFUSE,
    /** They are left out, with a warning for each. */
    PRUNE
}
