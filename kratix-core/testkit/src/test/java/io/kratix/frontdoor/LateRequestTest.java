// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.awaitility.Awaitility.await;

import io.kratix.model.Kinds;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A request that comes while its Promise is looked at for the first time. */
class LateRequestTest {
    private final Registry real = Registry.inMemory();
    private final AtomicBoolean came = new AtomicBoolean();

    @Test
    void isFulfilledThoughItWasLookedAtBeforeItsPromiseWasRecorded() throws InterruptedException {
        Platform[] opened = new Platform[1];
        try (Platform platform = Platform.open(beforeTheRevision(() -> request(opened)), builder -> {})) {
            opened[0] = platform;

            platform.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.redis().build());

            await().atMost(Platform.LIMIT).untilTrue(came);
            platform.kratix.awaitReady(Platform.reference("late"), Platform.LIMIT);
        }
    }

    /** The request is declared, and its task is done, before the Promise's step is committed. */
    private void request(Platform[] opened) {
        opened[0].kratix.apply(Platform.request("late", "small"));
        await().atMost(Platform.LIMIT)
                .until(() -> real.queue().active().stream().noneMatch(LateRequestTest::isOfRequest)
                        && real.queue().due().stream().noneMatch(LateRequestTest::isOfRequest));
        came.set(true);
    }

    private static boolean isOfRequest(Task task) {
        return task.type() == Task.Type.REQUEST;
    }

    private Registry beforeTheRevision(Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")
                            && recordsARevision((Step) arguments[0])
                            && done.compareAndSet(false, true)) {
                        work.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean recordsARevision(Step step) {
        return step.writes().stream()
                .anyMatch(write -> write.value() instanceof RegisteredObject object
                        && object.document().kind().equals(Kinds.PROMISE_REVISION));
    }
}
