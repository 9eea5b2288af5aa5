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
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final Platform platform = Platform.open();
    private final AtomicInteger redisRuns = new AtomicInteger();
    private final AtomicInteger redisRunsBeforeTheOther = new AtomicInteger(-1);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void eachRequestFollowsOnceWhileOthersAreAnswered() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            redisRuns.incrementAndGet();
            call.writeOutput("redis.yaml", "from: " + call.container().command().get(0) + "\n");
        });
        platform.images.put("example/second:v1", call -> redisRunsBeforeTheOther.compareAndSet(-1, redisRuns.get()));
        platform.kratix.apply(
                Platform.store(), Platform.destination("worker-cluster").build(), redis("v1.0.0"), postgres());
        platform.kratix.apply(IntStream.range(0, REQUESTS)
                .mapToObj(number -> request("request-" + number, "small"))
                .toArray(Declaration[]::new));
        platform.kratix.awaitSettled(LIMIT);
        redisRuns.set(0);
        int pushes = platform.place().calls(Call.WRITE);

        platform.kratix.apply(redis("v2.0.0"));
        platform.kratix.apply(Document.builder("example.kratix.io/v1alpha1", "postgres", "mine")
                .namespace("default")
                .spec(Map.of())
                .build());
        platform.kratix.awaitReady(OTHER, LIMIT);
        platform.kratix.awaitSettled(LIMIT);

        assertThat(redisRuns).hasValue(REQUESTS);
        assertThat(redisRunsBeforeTheOther.get()).isBetween(0, REQUESTS / 2);
        assertThat(platform.place().calls(Call.WRITE) - pushes).isLessThan(REQUESTS);
        assertThat(platform.place().texts().values().stream().filter("from: v2.0.0\n"::equals))
                .hasSize(REQUESTS);
        assertThat(platform.get(reference("request-999")).status()).containsEntry("promiseVersion", "v2.0.0");
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
