// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.ObjectReference;
import io.kratix.registry.OwnerState;
import io.kratix.registry.Query;
import io.kratix.registry.Registry;
import io.kratix.registry.Table;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The first files go to a place that has yet to be made, such as the branch of an empty repository. */
class EmptyPlaceTest {
    private static final ObjectReference PROMISE = ObjectReference.promise("redis");

    private final ScriptedStores stores = new ScriptedStores();
    private final Registry registry = Registry.inMemory();
    private final CountDownLatch wanted = new CountDownLatch(1);

    @Test
    void tellsOfNoLossWhenMoreIsWantedThanTheFirstRequestSays() throws InterruptedException {
        stores.place.lose();
        registry.onCommit(step -> {
            Query ofPromise = Query.where(OwnerState.BY_OWNER, PROMISE.toString());
            if (!registry.list(Table.OWNERS, ofPromise).isEmpty()) {
                wanted.countDown();
            }
        });
        try (Platform platform = Platform.open(registry, builder -> builder.stateStores(stores))) {
            stores.onWrite = (sound, request) -> afterMoreIsWanted(platform, sound, request);

            platform.kratix.apply(
                    ScriptedPlatform.store(Map.of()),
                    ScriptedPlatform.destination("worker").build());
            platform.settle();

            assertThat(wanted.getCount()).isZero();
            assertThat(platform.kratix.events(ScriptedStores.STORE.reference()))
                    .extracting(event -> event.reason() + ": " + event.message())
                    .containsExactly("Ready: ScriptedStateStore \"default\" is ready");
            assertThat(stores.place.texts().keySet()).anyMatch(path -> path.contains("/redis/"));
        }
    }

    @Test
    void tellsOfNoLossWhereThePlatformDestinationHoldsNothingYet() throws InterruptedException {
        stores.place.lose();
        try (Platform platform =
                Platform.open(registry, builder -> builder.stateStores(stores).platformDestination("platform"))) {
            platform.kratix.apply(
                    ScriptedPlatform.store(Map.of()),
                    ScriptedPlatform.destination("platform")
                            .initWorkloads(false)
                            .build());
            platform.settle();

            assertThat(platform.kratix.events(ScriptedStores.STORE.reference()))
                    .extracting(event -> event.reason() + ": " + event.message())
                    .containsExactly("Ready: ScriptedStateStore \"default\" is ready");
        }
    }

    private List<ChangeOutcome> afterMoreIsWanted(Platform platform, StateStore sound, WriteRequest request)
            throws InterruptedException {
        if (wanted.getCount() > 0) {
            platform.kratix.apply(Platform.redis().build());
            assertThat(wanted.await(60, TimeUnit.SECONDS)).isTrue();
        }
        return sound.write(request);
    }
}
