// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kratix.model.Kinds;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Table;
import io.kratix.registry.Task;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A request that comes while its Promise is looked at for the first time. */
class LateRequestTest {
    private final Registry real = Registry.inMemory();
    private final AtomicBoolean came = new AtomicBoolean();
    private final AtomicBoolean asked = new AtomicBoolean();

    @Test
    void isFulfilledThoughItWasLookedAtBeforeItsPromiseWasRecorded() throws InterruptedException {
        Platform[] opened = new Platform[1];
        try (Platform platform = Platform.open(registry(() -> request(opened), query -> {}), builder -> {})) {
            opened[0] = platform;

            platform.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.redis().build());

            await().atMost(Platform.LIMIT).untilTrue(came);
            platform.kratix.awaitReady(Platform.reference("late"), Platform.LIMIT);
        }
    }

    @Test
    void waitsForWhatItsPromiseNeedsThoughItWasLookedAtWhileItsPromiseWasRecorded() throws InterruptedException {
        Platform[] opened = new Platform[1];
        try (Platform platform =
                Platform.open(registry(() -> requestThatAsks(opened), this::answerLate), builder -> {})) {
            opened[0] = platform;

            platform.kratix.apply(
                    Platform.store(),
                    Platform.destination("worker-cluster").build(),
                    Platform.redis().requires("network", "v1.0.0").build());

            await().atMost(Platform.LIMIT).untilTrue(asked);
            platform.settle();
            assertThat(platform.runs).hasValue(0);
            assertThat(platform.conditions(Platform.reference("late")))
                    .containsExactly("PromiseAvailable=False PromiseRequirementsNotInstalled: Promise Requirements are"
                            + " not installed");
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

    /** The request is declared, and asks for the Promise's revision, before the Promise's step is committed. */
    private void requestThatAsks(Platform[] opened) {
        came.set(true);
        opened[0].kratix.apply(Platform.request("late", "small"));
        await().atMost(Platform.LIMIT).untilTrue(asked);
    }

    /** The answer comes when the Promise's step is committed. */
    private void answerLate(Query query) {
        if (came.get() && query.index().equals(RegisteredObject.BY_REVISION_OF)) {
            asked.set(true);
            await().atMost(Platform.LIMIT)
                    .until(() -> !real.list(Table.OBJECTS, query).isEmpty());
        }
    }

    private static boolean isOfRequest(Task task) {
        return task.type() == Task.Type.REQUEST;
    }

    private Registry registry(Runnable beforeTheRevision, Consumer<Query> beforeAList) {
        AtomicBoolean done = new AtomicBoolean();
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")
                            && recordsARevision((Step) arguments[0])
                            && done.compareAndSet(false, true)) {
                        beforeTheRevision.run();
                    }
                    if (method.getName().equals("list")) {
                        beforeAList.accept((Query) arguments[1]);
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
