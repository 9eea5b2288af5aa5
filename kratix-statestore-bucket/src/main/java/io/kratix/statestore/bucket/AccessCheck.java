// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

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
        String upload = session.await(session.beginUpload(key));
        try {
            session.await(session.abortUpload(key, upload));
        } catch (RequestException e) {
            around.warn()
                    .accept("the upload in parts that checked the access could not be ended, and its rest '" + key
                            + "' stays in the bucket's list of uploads: "
                            + BucketErrors.translate(around.bucket(), e).message());
        }
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
