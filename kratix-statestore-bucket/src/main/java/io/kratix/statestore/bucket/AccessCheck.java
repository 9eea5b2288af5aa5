// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows that one can list and write, as Kratix does it: an upload in parts is begun and ended without a part, which nobody
 * sees and which leaves nothing.
 */
final class AccessCheck {
    private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);

    private final Session session;
    private final WriteCall.Surroundings around;
    private final String key;

    AccessCheck(Session session, WriteCall.Surroundings around, String key) {
        this.session = session;
        this.around = around;
        this.key = key;
    }

    void run() throws InterruptedException, RequestException {
        session.await(session.list(key, "", 1));
        around.traits().versioned(isVersioned());
        end(begin());
    }

    private String begin() throws InterruptedException, RequestException {
        try {
            return session.await(session.beginUpload(key));
        } catch (InterruptedException e) {
            around.warn()
                    .accept("the upload in parts that checks the access was interrupted, and its rest '" + key
                            + "' may stay in the bucket's list of uploads");
            throw e;
        }
    }

    private void end(String upload) throws InterruptedException {
        try {
            session.await(session.abortUpload(key, upload));
        } catch (RequestException e) {
            warnOf(e);
        } catch (InterruptedException e) {
            endAfterAll(upload);
            throw e;
        }
    }

    /** Whoever interrupted waits for the end, and not for long. */
    private void endAfterAll(String upload) throws InterruptedException {
        try {
            session.await(session.abortUpload(key, upload).orTimeout(5, TimeUnit.SECONDS));
        } catch (RequestException e) {
            warnOf(e);
        }
    }

    private void warnOf(RequestException failure) {
        around.warn()
                .accept("the upload in parts that checked the access could not be ended, and its rest '" + key
                        + "' stays in the bucket's list of uploads: "
                        + BucketErrors.translate(around.bucket(), failure).message());
    }

    /** Not everybody who may write may ask; then the first version that an answer names tells it. */
    private boolean isVersioned() throws InterruptedException, RequestException {
        try {
            return session.await(session.isVersioned());
        } catch (RequestException e) {
            if (BucketErrors.isForbidden(e) || BucketErrors.isNotOffered(e)) {
                LOG.debug("{}: whether it is versioned is not told: {}", around.bucket(), e.getMessage());
                return around.traits().isVersioned();
            }
            throw e;
        }
    }
}
