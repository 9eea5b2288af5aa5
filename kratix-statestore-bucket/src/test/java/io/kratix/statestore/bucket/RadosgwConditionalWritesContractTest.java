// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("long")
@Tag("proof-bucket")
@ExtendWith(Radosgw.Fixture.class)
@DisplayName("A bucket State Store on Ceph whose conditional writes are trusted")
class RadosgwConditionalWritesContractTest extends ConditionalWritesContractTest {
    @Override
    S3Server startServer() {
        return Radosgw.bucket();
    }
}
