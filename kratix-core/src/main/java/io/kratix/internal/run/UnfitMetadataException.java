// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

/** What a Pipeline wrote below {@code /kratix/metadata} is not what the engine takes: the run has failed. */
public final class UnfitMetadataException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitMetadataException(String message) {
        super(message);
    }
}
