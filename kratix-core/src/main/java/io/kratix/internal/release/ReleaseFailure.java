// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.release;

/** A try to install a release failed; it is reported, and tried again later. */
final class ReleaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ReleaseStatus status;

    ReleaseFailure(ReleaseStatus status) {
        super(status.cause());
        this.status = status;
    }

    ReleaseFailure(ReleaseStatus status, Throwable cause) {
        super(status.cause(), cause);
        this.status = status;
    }

    ReleaseStatus status() {
        return status;
    }
}
