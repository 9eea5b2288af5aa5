// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.statestore.bucket.FaultyProxy.Fault;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** As the answer of a proxy before the server, and of the server itself to a HEAD. */
    @ParameterizedTest
    @CsvSource({"GET, 503, 19", "HEAD, 503, 19", "PUT, 429, 19", "POST, 503, 19", "GET, 429, ", "HEAD, 429, "})
    void isLeftAloneForAsLongAsItSaysWhereItSaysNothingElse(String method, int status, @Nullable String pause)
            throws InterruptedException {
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owner("redis", "a.yaml", "a", "stale.yaml", "s"));
        store = open(builder());
        spoil(request -> request.method().equals(method), (exchange, answer) -> {
            if (pause != null) {
                exchange.getResponseHeaders().set("Retry-After", pause);
            }
            FaultyProxy.page(status, "<html>not now</html>").happen(exchange, answer);
        });

        PluginException failure = failureOfWriting("a.yaml", "a", "b.yaml", "b");

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).endsWith("the server asks for a pause (HTTP status " + status + ")");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(pause == null ? 2 : Long.parseLong(pause)));
    }

    @Test
    void stopsAtAList() throws InterruptedException {
        store = open(builder().parallelRequests(AT_ONCE));
        proxy.spoil(
                request -> Optional.of(isOfOneOwner(request) ? slowDown() : FaultyProxy.refusal(403, "AccessDenied"))
                        .filter(refused -> request.isList()));

        PluginException failure = failure(() -> write(IntStream.range(0, 20)
                .mapToObj(i -> owner("owner-" + i, "a.yaml", "a"))
                .toArray(StateStoreChange[]::new)));

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(proxy.seen())
                .filteredOn(ThrottlingTest::isOfOneOwner)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(AT_ONCE);
    }

    private static boolean isOfOneOwner(Seen request) {
        return request.isList() && request.uri().getQuery().contains("prefix=worker/owner-");
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
