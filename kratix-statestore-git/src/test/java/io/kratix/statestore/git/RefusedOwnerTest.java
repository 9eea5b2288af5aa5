// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What an owner would have written that is refused leaves this machine with nobody else's change. */
class RefusedOwnerTest extends StoreFixture {
    @Test
    void sendsNothing() throws InterruptedException {
        remote.strangerPushes("main", "worker/apps", "a file");
        StateStoreChange unreadable = ownerOf("b")
                .file(WORKER.resolve("b/1"), Content.of("of b"))
                .file(WORKER.resolve("b/2"), Content.of(9, () -> {
                    throw new IOException("gone");
                }))
                .build();

        assertThat(write(owner("apps/redis", "of redis"), unreadable, owner("c", "of c")))
                .extracting(ChangeOutcome::status)
                .containsExactly(Status.REFUSED, Status.REFUSED, Status.WRITTEN);

        assertThat(remote.blobs()).containsExactlyInAnyOrder("a file", "of c");
    }
}
