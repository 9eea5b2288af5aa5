// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.statestore.bucket.FaultyProxy.Fault;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server that asks for a pause is left alone at once, whichever request it answers so. */
class ThrottlingTest extends StoreFixture {
    private static final int AT_ONCE = 2;

    private static Fault slowDown() {
        return FaultyProxy.refusal(503, "SlowDown");
    }

    /** {@return twenty files, the first text of all of them} */
    private static String[] files(String text) {
        return IntStream.range(0, 20)
                .boxed()
                .flatMap(i -> Stream.of("file-" + i + ".yaml", text))
                .toArray(String[]::new);
    }

    @Test
    void stopsAtALook() throws InterruptedException {
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owner("redis", files("a")));
        store = open(builder().parallelRequests(AT_ONCE));
        spoil(request -> request.method().equals("HEAD"), slowDown());
        proxy.seen();

        PluginException failure = failure(() -> write(owner("redis", files("a"))));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(proxy.seen())
                .filteredOn(request -> request.method().equals("HEAD"))
                .hasSizeLessThanOrEqualTo(AT_ONCE);
    }

    @Test
    void stopsAtAPut() throws InterruptedException {
        store = open(builder().parallelRequests(AT_ONCE));
        spoil(Seen::isPut, slowDown());

        PluginException failure = failure(() -> write(owner("redis", files("a"))));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(proxy.seen()).filteredOn(Seen::isPut).hasSizeLessThanOrEqualTo(AT_ONCE);
    }

    @Test
    void stopsBeforeTheFirstOverwriteThatFindsOutAboutConditions() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        hold(owner("zoo", "a.yaml", "1"));
        spoil(Seen::isPut, slowDown());
        proxy.seen();

        failure(() -> write(owner("new", "a.yaml", "1"), owner("zoo", "a.yaml", "2")));

        assertThat(proxy.seen()).filteredOn(Seen::isPut).hasSize(1);
    }

    @Test
    void stopsAtARemoval() throws InterruptedException {
        hold(owner("redis", files("a")));
        store = open(builder().parallelRequests(AT_ONCE));
        proxy.spoil(request -> request.isBulkDelete()
                ? Optional.of(FaultyProxy.refusal(501, "NotImplemented"))
                : Optional.of(slowDown()).filter(slow -> request.method().equals("DELETE")));
        proxy.seen();

        PluginException failure = failure(() -> write(owner("redis")));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(proxy.seen())
                .filteredOn(request -> request.method().equals("DELETE"))
                .hasSizeLessThanOrEqualTo(AT_ONCE);
    }

    @Test
    void stopsWhereOneOfManyRemovalsIsThrottled() throws InterruptedException {
        List<ChangeOutcome> outcomes = outcomesWhereOneOfManyIsRefused("SlowDown");

        assertThat(statuses(outcomes)).containsExactly(Status.REFUSED, Status.REFUSED);
        assertThat(outcomes)
                .extracting(outcome -> refusal(outcome).retryAfter())
                .containsOnly(Optional.of(Duration.ofSeconds(2)));
        assertThat(proxy.seen()).noneMatch(Seen::isPut);
    }

    @Test
    void stopsWhereTheServerFailsAtOneOfManyRemovals() throws InterruptedException {
        List<ChangeOutcome> outcomes = outcomesWhereOneOfManyIsRefused("InternalError");

        assertThat(outcomes)
                .extracting(outcome -> refusal(outcome).reason())
                .containsExactly(Reason.UNAVAILABLE, Reason.UNAVAILABLE);
        assertThat(proxy.seen()).noneMatch(Seen::isPut);
    }

    @Test
    void goesOnWhereOneOfManyMayNotBeRemoved() throws InterruptedException {
        List<ChangeOutcome> outcomes = outcomesWhereOneOfManyIsRefused("AccessDenied");

        assertThat(statuses(outcomes)).containsExactly(Status.REFUSED, Status.WRITTEN);
        assertThat(refusal(outcomes.get(0)).reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(visible()).isEqualTo(Map.of("kafka/stale.yaml", "s", "redis/a", "a file now"));
    }

    /** A file that takes the place of a directory is put last; the directory's file and another owner's go before. */
    private List<ChangeOutcome> outcomesWhereOneOfManyIsRefused(String code) throws InterruptedException {
        hold(owner("kafka", "stale.yaml", "s"), owner("redis", "a/b.yaml", "b"));
        proxy.spoil(request -> Optional.of(refusingOneOfMany(code)).filter(refusing -> request.isBulkDelete()));
        proxy.seen();
        try {
            return write(owner("kafka"), owner("redis", "a", "a file now"));
        } catch (PluginException e) {
            return List.of(ChangeOutcome.refused(e), ChangeOutcome.refused(e));
        }
    }

    private Fault refusingOneOfMany(String code) {
        String answer =
                "<DeleteResult><Error><Key>worker/kafka/stale.yaml</Key><Code>%s</Code><Message>no</Message></Error></DeleteResult>"
                        .formatted(code);
        return (exchange, none) -> {
            exchange.getRequestBody().readAllBytes();
            server.remove("worker/redis/a/b.yaml");
            FaultyProxy.page(200, answer).happen(exchange, none);
        };
    }
}
