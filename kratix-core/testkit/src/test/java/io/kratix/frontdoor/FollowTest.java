// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Declaration;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All requests of a Promise follow when it changes: each one once, in few pushes, and nobody else waits for them. */
class FollowTest {
    private static final int REQUESTS = 1000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectReference OTHER =
            ObjectReference.request("example.kratix.io", "postgres", "default", "mine");

    private final ScriptedStores stores = new ScriptedStores();
    private final Platform platform = Platform.open(builder -> builder.stateStores(stores));
    private final AtomicInteger redisRuns = new AtomicInteger();
    private final AtomicInteger redisRunsBeforeTheOther = new AtomicInteger(-1);
    private final CountDownLatch allHaveRun = new CountDownLatch(REQUESTS);
    private final List<List<String>> pushes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void eachRequestFollowsOnceWhileOthersAreAnswered() throws InterruptedException {
        begin();

        stores.onWrite = this::holdTheFirstPush;
        platform.kratix.apply(redis("v2.0.0"));
        platform.kratix.apply(Document.builder("example.kratix.io/v1alpha1", "postgres", "mine")
                .namespace("default")
                .spec(Map.of())
                .build());
        platform.kratix.awaitReady(OTHER, LIMIT);
        platform.kratix.awaitSettled(LIMIT);

        assertThat(redisRuns).hasValue(2 * REQUESTS);
        assertThat(redisRunsBeforeTheOther.get()).isBetween(REQUESTS, REQUESTS + REQUESTS / 2);
        assertThat(pushes.stream().flatMap(List::stream).filter(title -> title.contains("request-")))
                .hasSize(REQUESTS)
                .doesNotHaveDuplicates();
        assertThat(pushes).hasSizeLessThan(REQUESTS / 20);
        assertThat(stores.place.texts().values().stream().filter("from: v2.0.0\n"::equals))
                .hasSize(REQUESTS);
        assertThat(platform.get(reference("request-999")).status()).containsEntry("promiseVersion", "v2.0.0");
    }

    private void begin() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            if (redisRuns.incrementAndGet() > REQUESTS) {
                allHaveRun.countDown();
            }
            call.writeOutput("redis.yaml", "from: " + call.container().command().get(0) + "\n");
        });
        platform.images.put("example/second:v1", call -> redisRunsBeforeTheOther.compareAndSet(-1, redisRuns.get()));
        platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                ScriptedPlatform.destination("worker-cluster").build(),
                redis("v1.0.0"),
                postgres());
        platform.kratix.apply(IntStream.range(0, REQUESTS)
                .mapToObj(number -> request("request-" + number, "small"))
                .toArray(Declaration[]::new));
        platform.kratix.awaitSettled(LIMIT);
    }

    /** What comes to wait while a push is under way goes out with the next one. */
    private List<ChangeOutcome> holdTheFirstPush(StateStore sound, WriteRequest request) throws InterruptedException {
        pushes.add(request.changes().stream().map(StateStoreChange::title).toList());
        if (pushes.size() == 1) {
            assertThat(allHaveRun.await(1, TimeUnit.MINUTES)).isTrue();
        }
        return sound.write(request);
    }

    private static Promise redis(String version) {
        return Platform.redis(Pipeline.builder("configure")
                        .container("main", Platform.IMAGE, List.of(version))
                        .build())
                .version(version)
                .build();
    }

    private static Promise postgres() {
        return Promise.builder("postgres")
                .api("example.kratix.io", "postgres", Map.of("type", "object"))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/second:v1")
                        .build())
                .build();
    }
}
