// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.FaultyProxy.Fault;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a document names no region the server is asked, and asked again when its answer turns out wrong. */
class RegionTest extends StoreFixture {
    private static final Fault DENIAL = FaultyProxy.refusal(403, "AccessDenied");
    private static final Fault IRELAND = FaultyProxy.page(200, "<LocationConstraint>eu-west-1</LocationConstraint>");

    private static boolean asksForRegion(Seen request) {
        return request.is("GET", "location=");
    }

    private static boolean isSignedFor(String region, Seen request) {
        return String.valueOf(request.headers().getFirst("Authorization")).contains("/" + region + "/s3/");
    }

    private long questions() {
        return proxy.seen().stream().filter(RegionTest::asksForRegion).count();
    }

    /** From now on some requests for the old region are refused, as by a bucket that was made again in Ireland. */
    private void move(Predicate<Seen> refused, int status, String code) {
        proxy.spoil(request -> {
            if (asksForRegion(request)) {
                return Optional.of(IRELAND);
            }
            return Optional.of(FaultyProxy.refusal(status, code))
                    .filter(refusal -> refused.test(request) && isSignedFor("us-east-1", request));
        });
    }

    @ParameterizedTest
    @CsvSource({"301, PermanentRedirect", "307, TemporaryRedirect", "400, AuthorizationHeaderMalformed"})
    void isAskedForAgainWhenTheServerRefusesTheOldOne(int status, String code) throws InterruptedException {
        hold(owner("redis", "a.yaml", "1"));
        move(request -> true, status, code);

        hold(owner("redis", "a.yaml", "2"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "2"));
    }

    @Test
    void isAskedForAgainWhenTheBucketMovesDuringAWrite() throws InterruptedException {
        hold(owner("redis", "a.yaml", "1"));
        move(Seen::isPut, 301, "PermanentRedirect");

        hold(owner("redis", "a.yaml", "2"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "2"));
    }

    @Test
    void isAskedForAgainByAReadAndByACheckOfTheAccess() throws InterruptedException {
        hold(owner("redis", "a.yaml", "1"));
        BucketStateStore checked = open(builder());
        checked.checkAccess(StorePath.ROOT);
        move(request -> true, 301, "PermanentRedirect");

        checked.checkAccess(StorePath.ROOT);
        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            assertThat(tree.files().values()).extracting(Content::size).containsExactly(1L);
        }
    }

    @Test
    void isAskedForAgainWhenTheBucketWasGone() throws InterruptedException {
        store = open(builder().createBucket(true));
        hold(owner("redis", "a.yaml", "1"));
        server.removeBucket();
        proxy.seen();

        hold(owner("redis", "a.yaml", "1"));

        assertThat(questions()).isOne();
    }

    @Test
    void isAskedForOnceWhereItIsRight() throws InterruptedException {
        hold(owner("redis", "a.yaml", "1"));
        spoil(Seen::isPut, FaultyProxy.refusal(503, "SlowDown"));
        failureOfWriting();

        assertHoldsWhenSaidAgain();

        assertThat(questions()).isOne();
    }

    @Test
    void isNoTruthWhereItIsAssumed() throws InterruptedException {
        spoil(RegionTest::asksForRegion, DENIAL);
        hold(owner("redis", "a.yaml", "1"));
        write(owner("redis", "a.yaml", "1"));
        assertThat(questions()).isOne();
        proxy.spoil(request -> asksForRegion(request)
                ? Optional.of(IRELAND)
                : Optional.of(FaultyProxy.refusal(503, "SlowDown")).filter(slow -> isSignedFor("us-east-1", request)));

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);
        hold(owner("redis", "a.yaml", "2"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "2"));
    }

    @Test
    void isAskedForAgainAtOnceWhereTheAssumedOneIsRefused() throws InterruptedException {
        spoil(RegionTest::asksForRegion, DENIAL);
        hold(owner("redis", "a.yaml", "1"));
        move(request -> true, 301, "PermanentRedirect");

        hold(owner("redis", "a.yaml", "2"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "2"));
    }

    /** A host's name is nothing with a region of another partition, or behind a private endpoint. */
    @ParameterizedTest
    @CsvSource({
        "s3.eu-west-1.amazonaws.com, s3.us-east-1.amazonaws.com kratix.s3.eu-west-1.amazonaws.com",
        "s3.amazonaws.com, s3.us-east-1.amazonaws.com kratix.s3.us-east-1.amazonaws.com",
        "s3.cn-north-1.amazonaws.com.cn, kratix.s3.cn-north-1.amazonaws.com.cn",
        "s3.us-gov-west-1.amazonaws.com, kratix.s3.us-gov-west-1.amazonaws.com"
    })
    void isAskedForAtAmazonWhereItIsKnownAndElseTakenFromTheEndpoint(String endpoint, String hosts) {
        ProxySelector direct = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
        try {
            proxy.spoil(request -> Optional.of(DENIAL));

            failure(() -> open(BucketStateStore.builder(endpoint, "kratix")
                            .insecure(true)
                            .accessKey(Secret.of("key"), Secret.of("secret")))
                    .checkAccess(StorePath.ROOT));
        } finally {
            ProxySelector.setDefault(direct);
        }
        assertThat(proxy.seen()).extracting(request -> request.uri().getHost()).containsExactly(hosts.split(" "));
    }

    /** Its server makes buckets there alone, and wants to be told so; of the oldest region it wants to hear nothing. */
    @ParameterizedTest
    @CsvSource({"s3.eu-west-1.amazonaws.com, eu-west-1", "s3.amazonaws.com, ''", "s3.us-east-1.amazonaws.com, ''"})
    void isTheEndpointsWhereABucketIsMadeAndTheDocumentNamesNone(String endpoint, String region) {
        ProxySelector direct = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
        List<String> making = new CopyOnWriteArrayList<>();
        try {
            spoil(request -> true, (exchange, answer) -> {
                if (exchange.getRequestMethod().equals("PUT")) {
                    making.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                }
                FaultyProxy.refusal(404, "NoSuchBucket").happen(exchange, answer);
            });

            failure(() -> open(BucketStateStore.builder(endpoint, "kratix")
                            .insecure(true)
                            .createBucket(true)
                            .accessKey(Secret.of("key"), Secret.of("secret")))
                    .write(WriteRequest.of(List.of(owner("redis", "a.yaml", "a")))));
        } finally {
            ProxySelector.setDefault(direct);
        }
        assertThat(making).singleElement().asString().satisfies(body -> assertThat(body.replaceAll("<[^>]*>", ""))
                .isEqualTo(region));
    }

    @ParameterizedTest
    @CsvSource({"TemporaryRedirect, ''", "Redirect, ''", "TemporaryRedirect, us-east-1"})
    void isNotTheMatterWhereAServerSendsRequestsElsewhereForNow(String code, String region)
            throws InterruptedException {
        store = open(builder().region("us-east-1"));
        spoil(request -> true, FaultyProxy.refusal(307, code, "x-amz-bucket-region", region));

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertHoldsWhenSaidAgain();
    }

    @Test
    void isWrongWhereAServerSendsRequestsElsewhereAndNamesAnother() throws InterruptedException {
        store = open(builder().region("us-east-1"));
        spoil(request -> true, FaultyProxy.refusal(307, "TemporaryRedirect", "x-amz-bucket-region", "eu-west-1"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure.message()).contains("'region: eu-west-1'");
    }

    @Test
    void thatTurnsOutWrongDuringAWriteLeavesToldWhatGotIn() throws InterruptedException {
        store = open(builder().region("us-east-1").parallelRequests(1));
        spoil(request -> request.is("PUT", "/redis/"), FaultyProxy.refusal(301, "PermanentRedirect"));

        List<ChangeOutcome> outcomes = write(owner("kafka", "a.yaml", "a"), owner("redis", "a.yaml", "a"));

        assertThat(statuses(outcomes)).containsExactly(Status.WRITTEN, Status.REFUSED);
        assertThat(refusal(outcomes.get(1)).reason()).isEqualTo(Reason.MISCONFIGURED);
    }

    @Test
    void isNeverAskedForWhereTheDocumentNamesIt() throws InterruptedException {
        store = open(builder().region("us-east-1"));
        move(request -> true, 301, "PermanentRedirect");

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.MISCONFIGURED);

        assertThat(proxy.seen()).singleElement().matches(Seen::isList);
    }
}
