// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Kratix;
import io.kratix.model.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much at once, and settings that Kratix' operators have already. */
class LimitsTest {
    @Test
    void runsNoMorePipelinesOfAPromiseAtOnceThanItMay() throws InterruptedException {
        assertThat(mostAtOnce(1)).isEqualTo(1);
        assertThat(mostAtOnce(2)).isEqualTo(2);
    }

    @Test
    void runsNoMorePipelinesAtOnceThanTheEngineMay() throws InterruptedException {
        CountDownLatch two = new CountDownLatch(2);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Platform platform = Platform.open(builder -> builder.maxPipelines(2))) {
            platform.images.put(Platform.IMAGE, call -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                two.countDown();
                two.await();
                call.writeOutput("redis.yaml", "size: small\n");
                now.decrementAndGet();
            });
            platform.applyAll();
            for (int i = 0; i < 20; i++) {
                platform.kratix.apply(Platform.request("request-" + i, "small"));
            }
            platform.settle();
        }

        assertThat(most).hasValue(2);
    }

    @Test
    void takesOverKratixOwnConfiguration() throws InterruptedException {
        try (Platform platform = Platform.open(builder -> builder.kratixConfig(
                "numberOfJobsToKeep: 2\nworkflows: {jobOptions: {defaultBackoffLimit: 0}}\nselectiveCache: true\n"))) {
            platform.applyAll();
            for (String size : List.of("large", "small", "large", "small")) {
                platform.settle();
                platform.kratix.apply(Platform.request("my-request", size));
            }
            platform.settle();

            assertThat(platform.kratix.runs(Platform.reference("my-request"))).hasSize(2);
        }
    }

    @Test
    void refusesAConfigurationThatIsWrong() {
        assertThatThrownBy(() -> Kratix.builder().kratixConfig("numberOfJobsToKeep: many"))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("numberOfJobsToKeep: Invalid value: \"many\": must be of type integer");
        assertThatThrownBy(() -> Kratix.builder().maxPipelinesPerPromise(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one Pipeline of a Promise must be able to run, not 0");
    }

    private static int mostAtOnce(int limit) throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        CountDownLatch asManyAsMay = new CountDownLatch(limit);
        List<Integer> seen = new ArrayList<>();
        try (Platform platform = Platform.open(builder -> builder.maxPipelinesPerPromise(limit))) {
            platform.images.put(Platform.IMAGE, call -> {
                int atOnce = now.incrementAndGet();
                synchronized (seen) {
                    seen.add(atOnce);
                }
                asManyAsMay.countDown();
                asManyAsMay.await();
                call.writeOutput("redis.yaml", "size: small\n");
                now.decrementAndGet();
            });
            platform.applyAll();
            for (int i = 0; i < 20; i++) {
                platform.kratix.apply(Platform.request("request-" + i, "small"));
            }
            platform.settle();
        }
        assertThat(seen).hasSize(21);
        return seen.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
