// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

/** An owner's own files contradict each other: none of them is written until its workflow produces others. */
public final class LayoutConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says which files cannot stand beside each other.
     *
     * @param message both paths, and why
     */
    public LayoutConflictException(String message) {
        super(message);
    }
}
