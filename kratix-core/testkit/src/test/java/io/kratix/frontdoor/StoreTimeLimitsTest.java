// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.KratixBuilder;
import io.kratix.spi.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call of a State Store has the time that the program gives it: in real time, since interrupts are meant. */
class StoreTimeLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofHours(1);

    private final ScriptedStores stores = new ScriptedStores();
    private final CountDownLatch never = new CountDownLatch(1);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @ValueSource(strings = {"open", "checkAccess", "read", "write"})
    void interruptsTheCallWhoseTimeIsUp(String hanging) throws InterruptedException {
        hang(hanging);

        try (Platform platform = Platform.open(builder -> settings(builder, hanging))) {
            platform.kratix.apply(
                    ScriptedPlatform.store(Map.of("secretRef", Map.of("name", "git"))),
                    ScriptedPlatform.destination("worker").build());

            platform.settle();
            // looked at once more, with something there to compare
            platform.kratix.apply(ScriptedPlatform.destination("another").build());

            assertThat(told.poll(Platform.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .endsWith(hanging + " did not end within 30 ms");
        }
    }

    private void hang(String call) {
        stores.onOpen = (settings, context) -> settings.secret("secretRef").required("password");
        switch (call) {
            case "checkAccess" -> stores.onCheck = never::await;
            case "read" -> stores.onRead = never::await;
            case "write" ->
                stores.onWrite = (sound, request) -> {
                    never.await();
                    return sound.write(request);
                };
            default -> {}
        }
    }

    private void settings(KratixBuilder builder, String hanging) {
        builder.stateStores(stores)
                .secrets(reference -> find(hanging))
                // compared at each visit, so that it is read
                .stateStoreReconciliationInterval(Duration.ofNanos(1))
                .stateStoreTimeLimits(
                        limit("open", hanging),
                        limit("checkAccess", hanging),
                        limit("read", hanging),
                        limit("write", hanging))
                .onEvent(event -> {
                    if (event.reason().equals("NotReady")) {
                        told.add(event.message());
                    }
                });
    }

    /** What opening waits for. */
    private Optional<Map<String, Secret>> find(String hanging) throws InterruptedException {
        if (hanging.equals("open")) {
            never.await();
        }
        return Optional.of(Map.of("password", Secret.of("hunter2")));
    }

    private static Duration limit(String call, String hanging) {
        return call.equals(hanging) ? SHORT : LONG;
    }
}
