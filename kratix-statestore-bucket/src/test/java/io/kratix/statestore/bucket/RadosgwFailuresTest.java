// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong on the way to Ceph, and what Ceph itself refuses. */
@Tag("long")
@Tag("proof-bucket")
@ExtendWith(Radosgw.Fixture.class)
class RadosgwFailuresTest extends FailuresTest {
    @Override
    S3Server startServer() {
        return Radosgw.bucket();
    }

    @Override
    String wordsOfAMissingBucket() {
        return "NoSuchBucket";
    }
}
