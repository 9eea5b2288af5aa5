// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.registry.Registry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody waits for the engine, and the registry takes its time to say whether there is more to do. */
class SlowLookTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void keepsNobodyWaitingWhoDeclaresSomething() throws Exception {
        try (Platform platform = Platform.open(slow(Registry.inMemory()), builder -> {})) {
            Future<?> waiting = threads.submit(() -> {
                platform.kratix.awaitSettled(LIMIT);
                return true;
            });
            asked.await();

            Future<?> declaring = threads.submit(() -> platform.kratix.apply(Platform.store()));

            try {
                assertThat(declaring.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            } finally {
                answers.countDown();
            }
            waiting.get();
        }
    }

    private Registry slow(Registry real) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isSettled")) {
                        asked.countDown();
                        answers.await();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
