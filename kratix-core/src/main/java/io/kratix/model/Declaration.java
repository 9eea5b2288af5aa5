// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/** What can be applied: a {@link Document}, or one of the typed values that know the document they were made from. */
public interface Declaration {
    /** {@return the document that says the same} */
    Document document();
}
