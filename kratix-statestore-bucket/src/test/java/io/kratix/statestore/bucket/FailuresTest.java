// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.FaultyProxy.Fault;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong in the server, on the way or on this machine's disk: a clear reason, and nothing half-remembered. */
class FailuresTest extends StoreFixture {
    /** {@return what the server itself says} */
    String wordsOfAMissingBucket() {
        return "NoSuchBucket: The specified bucket does not exist";
    }

    @Test
    void saysThatTheBucketIsMissing() {
        server.removeBucket();
        String message = "bucket '%s' at http://%s does not exist: create it, or correct the document's 'bucketName' or"
                        .formatted(server.bucket(), proxy.endpoint())
                + " 'endpoint' (" + wordsOfAMissingBucket() + ")";

        List<PluginException> failures = List.of(
                failure(() -> store.checkAccess(StorePath.ROOT)),
                failure(() -> write(owner("redis", "a.yaml", "a"))),
                failure(() -> store.read(ReadRequest.of(StorePath.ROOT))));

        assertThat(failures).extracting(PluginException::reason).containsOnly(Reason.MISCONFIGURED);
        assertThat(failures).extracting(PluginException::message).containsOnly(message);
    }

    @Test
    void goesOnWhenTheBucketIsThereAgain() throws InterruptedException {
        server.removeBucket();
        failure(() -> write(owner("redis", "a.yaml", "a")));
        server.makeBucket();

        assertHoldsWhenSaidAgain();
    }

    @Test
    void saysThatTheKeysAreWrong() {
        BucketStateStore unknown = open(builder().accessKey(Secret.of("somebody"), Secret.of("something")));
        BucketStateStore wrong = open(builder().accessKey(Secret.of(S3Server.ACCESS_KEY), Secret.of("not-the-key")));

        for (BucketStateStore wronged : List.of(unknown, wrong)) {
            PluginException failure = failure(() -> wronged.checkAccess(StorePath.ROOT));

            assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
            assertThat(failure.message())
                    .contains("the server does not accept the keys: correct 'accessKeyID' and 'secretAccessKey' in the"
                            + " document's secret (")
                    .doesNotContain("not-the-key");
        }
    }

    @Test
    void saysThatTheTokenHasExpired() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.refusal(400, "ExpiredToken"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure.message())
                .endsWith("the session token is not valid any more: renew it and its keys in the document's secret"
                        + " (ExpiredToken: because of ExpiredToken)");
        assertHoldsWhenSaidAgain();
    }

    /** The answer to a HEAD has no body that could tell why. */
    @ParameterizedTest
    @CsvSource({"'', UNAVAILABLE", "ExpiredToken, UNAUTHORIZED", "AuthorizationHeaderMalformed, MISCONFIGURED"})
    void asksForTheReasonWhereALookAtAnObjectIsRefusedWithoutOne(String code, Reason reason)
            throws InterruptedException {
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owner("redis", "a.yaml", "a"));
        store = open(builder().region("us-east-1"));
        AtomicBoolean isRefused = new AtomicBoolean();
        proxy.spoil(request -> {
            isRefused.compareAndSet(false, request.method().equals("HEAD"));
            return isRefused.get() && !(code.isEmpty() && request.isList())
                    ? Optional.of(FaultyProxy.refusal(400, code))
                    : Optional.empty();
        });

        assertThat(failureOfWriting().reason()).isEqualTo(reason);

        assertHoldsWhenSaidAgain();
    }

    /** Who logs a failure logs its causes, and the client's own exceptions print a request with all of its headers. */
    @ParameterizedTest
    @CsvSource({"GET", "HEAD", "PUT", "POST"})
    void printsNoTokenWithAFailure(String method) throws InterruptedException {
        store = open(builder()
                .accessKey(
                        Secret.of(S3Server.ACCESS_KEY), Secret.of(S3Server.SECRET_KEY), Secret.of("a-borrowed-token")));
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owner("redis", "a.yaml", "a", "stale.yaml", "s"));
        store = open(builder()
                .accessKey(
                        Secret.of(S3Server.ACCESS_KEY), Secret.of(S3Server.SECRET_KEY), Secret.of("a-borrowed-token")));
        for (Fault fault : List.of(
                FaultyProxy.refusal(418, "SomethingElse"),
                FaultyProxy.page(500, "<html>no</html>"),
                FaultyProxy.cutRequest())) {
            spoil(request -> request.method().equals(method), fault);
            StringWriter printed = new StringWriter();

            failureOfWriting("a.yaml", "a", "b.yaml", "b").printStackTrace(new PrintWriter(printed, true));

            assertThat(printed.toString()).contains("RequestException").doesNotContain("a-borrowed-token");
        }
    }

    @Test
    void saysThatTheClocksDiffer() throws InterruptedException {
        spoil(request -> true, FaultyProxy.refusal(403, "RequestTimeTooSkewed"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message())
                .contains("this machine's clock and the server's differ by more than it allows; the server's says")
                .contains("set this machine's right");
        assertHoldsWhenSaidAgain();
    }

    @Test
    void keepsOutOnlyTheChangeWhosePrefixMayNotBeWritten() throws InterruptedException {
        spoil(request -> request.isPut() && request.uri().getPath().contains("/secret/"), denial());

        List<ChangeOutcome> outcomes =
                write(owner("one", "a.yaml", "1"), owner("secret", "a.yaml", "2"), owner("two", "a.yaml", "3"));

        assertThat(statuses(outcomes)).containsExactly(Status.WRITTEN, Status.REFUSED, Status.WRITTEN);
        assertThat(refusal(outcomes.get(1)).reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(refusal(outcomes.get(1)).message())
                .endsWith("the keys do not allow this (AccessDenied: because of AccessDenied)");
        assertThat(visible()).isEqualTo(Map.of("one/a.yaml", "1", "two/a.yaml", "3"));
    }

    @Test
    void keepsOutOnlyTheChangeWhosePrefixMayNotBeListed() throws InterruptedException {
        spoil(request -> request.isList() && !allowedToList(request), denial());

        List<ChangeOutcome> outcomes =
                write(owner("one", "a.yaml", "1"), owner("secret", "a.yaml", "2"), owner("two", "a.yaml", "3"));

        assertThat(statuses(outcomes)).containsExactly(Status.WRITTEN, Status.REFUSED, Status.WRITTEN);
        assertThat(visible()).isEqualTo(Map.of("one/a.yaml", "1", "two/a.yaml", "3"));
    }

    /** As a policy has it that allows each owner's own directory. */
    private static boolean allowedToList(Seen request) {
        String query = request.uri().getQuery();
        return query.contains("prefix=worker/one/") || query.contains("prefix=worker/two/");
    }

    @Test
    void asksForNoWideListAgainOnceItWasDenied() throws InterruptedException {
        spoil(request -> request.isList() && !allowedToList(request), denial());
        write(owner("one", "a.yaml", "1"), owner("two", "a.yaml", "1"));
        proxy.seen();

        write(owner("one", "a.yaml", "2"), owner("two", "a.yaml", "2"));

        assertThat(proxy.seen())
                .filteredOn(Seen::isList)
                .filteredOn(request -> request.uri().getQuery().contains("prefix=worker&"))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(visible()).isEqualTo(Map.of("one/a.yaml", "2", "two/a.yaml", "2"));
    }

    private static Fault denial() {
        return FaultyProxy.refusal(403, "AccessDenied");
    }

    @Test
    void stopsAndAsksForAPauseWhenItIsThrottled() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.refusal(503, "SlowDown"));
        StateStoreChange[] many = IntStream.range(0, 200)
                .mapToObj(i -> owner("owner-" + i, "a.yaml", "a"))
                .toArray(StateStoreChange[]::new);

        PluginException failure = failure(() -> write(many));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(failure.message()).endsWith("the server asks for a pause (SlowDown: because of SlowDown)");
        assertThat(proxy.seen()).filteredOn(Seen::isPut).hasSizeLessThan(100);
    }

    @Test
    void passesOnHowLongTheServerWantsToBeLeftAlone() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.refusal(503, "SlowDown", "Retry-After", "17"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(17));
        assertHoldsWhenSaidAgain();
    }

    @Test
    void tellsWhichChangesGotInBeforeTheServerWasTooBusy() throws InterruptedException {
        store = open(builder().parallelRequests(1));
        spoil(
                request -> request.isPut() && request.uri().getPath().contains("/two/"),
                FaultyProxy.refusal(503, "SlowDown"));

        List<ChangeOutcome> outcomes =
                write(owner("one", "a.yaml", "1"), owner("two", "a.yaml", "2"), owner("zoo", "a.yaml", "3"));

        assertThat(statuses(outcomes)).containsExactly(Status.WRITTEN, Status.REFUSED, Status.REFUSED);
        assertThat(refusal(outcomes.get(2)).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void isUnavailableWhenTheConnectionIsCutWhileSending() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.cutRequest());

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertHoldsWhenSaidAgain();
    }

    @Test
    void isUnavailableWhenTheAnswerToAPutIsCut() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.cutAnswer());

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertHoldsWhenSaidAgain();
    }

    @Test
    void isUnavailableWhenAListIsCutInTheMiddle() throws InterruptedException {
        hold(owner("kafka", "a.yaml", "a"));
        spoil(Seen::isList, FaultyProxy.halfOfTheAnswer());

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        proxy.spoilNothing();
        assertThat(visible()).isEqualTo(Map.of("kafka/a.yaml", "a"));
    }

    @Test
    void finishesARemovalWhoseAnswerWasCut() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a", "stale.yaml", "s"));
        spoil(Seen::isBulkDelete, FaultyProxy.cutAnswer());

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertHoldsWhenSaidAgain();
    }

    @Test
    void neverGivesHalfAContent() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a content that is long enough to be cut"));
        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            Content content = tree.files().values().iterator().next();
            spoil(request -> request.is("GET", "a.yaml"), FaultyProxy.halfOfTheAnswer());

            assertThatThrownBy(() -> readAll(content)).isInstanceOf(IOException.class);

            proxy.spoilNothing();
            assertThat(content.bytes()).asString().isEqualTo("a content that is long enough to be cut");
        }
    }

    private static byte[] readAll(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void namesTheRegionInWhichTheBucketIs() throws InterruptedException {
        spoil(request -> true, FaultyProxy.refusal(301, "PermanentRedirect", "x-amz-bucket-region", "eu-west-1"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure.message())
                .endsWith("is in another region: set the document's 'region: eu-west-1', and that region's endpoint"
                        + " (PermanentRedirect: because of PermanentRedirect)");
        assertHoldsWhenSaidAgain();
    }

    @Test
    void saysThatAnotherRegionWasMeantWhereTheServerDoesNotNameIt() throws InterruptedException {
        spoil(Seen::isList, FaultyProxy.refusal(400, "AuthorizationHeaderMalformed"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure.message()).contains("name the bucket's region in the document's 'region'");
    }

    @Test
    void writesWhereTheRegionMayNotBeAskedFor() throws InterruptedException {
        spoil(request -> request.is("GET", "location"), denial());

        hold(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void isUnavailableWhenSomethingElseAnswers() throws InterruptedException {
        spoil(request -> true, FaultyProxy.page(200, "<html>Please log in</html>"));
        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        spoil(request -> true, FaultyProxy.page(502, "<html>Bad gateway</html>"));
        assertThat(failureOfWriting().message())
                .contains("what answers there does not speak S3: Non-XML response from server. Response code: 502");

        assertHoldsWhenSaidAgain();
    }

    @Test
    void isUnavailableWhenNobodyListens() {
        BucketStateStore nowhere = open(server.store("127.0.0.1:1"));

        PluginException failure = failure(() -> nowhere.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).contains("127.0.0.1:1");
    }

    @Test
    void waitsNoLongerThanItMayForAServerThatIsSilent() throws InterruptedException {
        store = open(builder().networkTimeout(Duration.ofMillis(300)));
        spoil(request -> true, (exchange, answer) -> {
            // never answered, and never closed: the client has to give up by itself
        });

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).contains("the server did not answer in time");
    }

    @Test
    void isUnavailableWhenTheServersDiskIsFull() throws InterruptedException {
        spoil(Seen::isPut, FaultyProxy.refusal(507, "XMinioStorageFull"));

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertHoldsWhenSaidAgain();
    }

    @Test
    void keepsOutOnlyTheChangeThatThisMachinesDiskDoesNotTake() throws Exception {
        Files.writeString(directory.resolve("cache"), "a file where the directory should be");
        StateStoreChange large = StateStoreChange.builder("large", "worker", WORKER)
                .file(WORKER.resolve("large.bin"), Content.of(new byte[Body.SMALL + 1]))
                .build();

        List<ChangeOutcome> outcomes = write(large, owner("redis", "a.yaml", "a"));

        assertThat(statuses(outcomes)).containsExactly(Status.REFUSED, Status.WRITTEN);
        assertThat(refusal(outcomes.get(0)).reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(refusal(outcomes.get(0)).message()).startsWith("'worker/large.bin' cannot be kept in ");
        Files.delete(directory.resolve("cache"));
        hold(large);
        assertThat(server.files().get("worker/large.bin")).hasSize(Body.SMALL + 1);
        assertThat(directory.resolve("cache")).isEmptyDirectory();
    }

    @Test
    void removesOneByOneWhereTheServerKnowsNoOtherWay() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a", "b.yaml", "b", "c.yaml", "c"));
        spoil(Seen::isBulkDelete, FaultyProxy.refusal(501, "NotImplemented"));

        hold(owner("redis", "a.yaml", "a"));
        hold(owner("redis"));

        assertThat(visible()).isEmpty();
        assertThat(proxy.seen()).filteredOn(Seen::isBulkDelete).hasSize(1);
    }

    @Test
    void leavesNothingUnderWayWhenItIsInterrupted() throws InterruptedException {
        Thread writer = Thread.currentThread();
        spoil(Seen::isPut, (exchange, answer) -> writer.interrupt());

        assertThatThrownBy(() -> store.write(WriteRequest.of(List.of(owner("redis", "a.yaml", "a")))))
                .isInstanceOf(InterruptedException.class);

        assertHoldsWhenSaidAgain();
    }
}
