// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Destination says of itself; the rows of table canary about its status. */
class DestinationStatusTest {
    private static final ObjectReference WORKER = ObjectReference.destination("worker");

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void isReadyWhenItsCanariesAreConfirmed() throws InterruptedException {
        platform.kratix.apply(store(), destination("worker").build());

        platform.settle();

        assertThat(platform.conditions(WORKER))
                .containsExactly("Ready=True TestDocumentsWritten: Test documents written to State Store");
        assertThat(platform.kratix.events(WORKER))
                .extracting(event -> event.type() + " " + event.reason() + ": " + event.message())
                .containsExactly("NORMAL DestinationReady: Destination is Ready");
    }

    @Test
    void isNotReadyBeforeItsCanariesAreConfirmedAndLeavesItToItsStateStoreToSayWhy() throws InterruptedException {
        for (int call = 1; call <= 20; call++) {
            platform.place().failAt(Call.WRITE, call, PluginException.unavailable("the disk is full"));
        }

        platform.kratix.apply(store(), destination("worker").build());
        platform.settle();

        assertThat(platform.conditions(WORKER))
                .containsExactly("Ready=False DestinationNotReady: Destination is not ready");
        assertThat(platform.conditions(Platform.STORE.reference()))
                .containsExactly("Ready=False StateStoreUnavailable: the disk is full");
    }

    @Test
    void saysThatItsStateStoreIsNotFound() throws InterruptedException {
        platform.kratix.apply(destination("worker").build());

        platform.settle();

        assertThat(platform.conditions(WORKER))
                .containsExactly("Ready=False StateStoreNotFound: MemoryStateStore/default: not found");
        assertThat(platform.kratix.events(WORKER))
                .extracting(event -> event.type() + " " + event.reason() + ": " + event.message())
                .containsExactly("WARNING DestinationNotReady: MemoryStateStore/default: not found");
    }

    @Test
    void saysWhyItsCanariesWereRefused() throws InterruptedException {
        platform.place().put("worker/dependencies", "a file where a directory is needed\n");

        platform.kratix.apply(store(), destination("worker").build());
        platform.settle();

        assertThat(platform.conditions(WORKER))
                .singleElement()
                .asString()
                .startsWith("Ready=False StateStoreWriteFailed: Failed to write test documents to State Store: ");
        assertThat(platform.reasons(WORKER)).containsExactly("DestinationNotReady");
    }

    @Test
    void isReadyWithoutCanariesIfItWantsNone() throws InterruptedException {
        platform.kratix.apply(
                store(), destination("worker").initWorkloads(false).build());
        platform.settle();

        assertThat(platform.conditions(WORKER)).containsExactly("Ready=True DestinationReady: Destination is ready");
        assertThat(platform.paths()).isEmpty();
    }

    @Test
    void takesItsCanariesBackWhenItWantsThemNoMore() throws InterruptedException {
        platform.kratix.apply(store(), destination("worker").build());
        platform.settle();
        assertThat(platform.paths()).hasSize(2);

        platform.kratix.apply(destination("worker").initWorkloads(false).build());
        platform.settle();

        assertThat(platform.conditions(WORKER)).containsExactly("Ready=True DestinationReady: Destination is ready");
        assertThat(platform.paths()).isEmpty();
    }

    @Test
    void goesAlthoughItsStateStoreIsGone() throws InterruptedException {
        platform.kratix.apply(store(), destination("worker").cleanup(true).build());
        platform.settle();

        platform.kratix.delete(Platform.STORE.reference());
        platform.settle();
        platform.kratix.delete(WORKER);
        platform.settle();

        assertThat(platform.kratix.get(WORKER)).isEmpty();
    }
}
