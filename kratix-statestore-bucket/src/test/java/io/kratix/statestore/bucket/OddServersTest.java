// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What some servers say, and what some keys are. */
class OddServersTest extends StoreFixture {
    @Test
    void takesAnObjectThatIsGoneForRemoved() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a"));
        proxy.spoil(request -> request.isBulkDelete()
                ? Optional.of(FaultyProxy.refusal(501, "NotImplemented"))
                : Optional.of(FaultyProxy.refusal(404, "NoSuchKey"))
                        .filter(gone -> request.method().equals("DELETE")));

        hold(owner("redis"));
    }

    @Test
    void isFasterThanNobodyWhereTheObjectHasGoneMeanwhile() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        hold(owner("redis", "a.yaml", "1"));
        hold(owner("redis", "a.yaml", "2"));
        // Amazon's answer to If-Match; others say PreconditionFailed.
        spoil(Seen::isPut, FaultyProxy.refusal(404, "NoSuchKey"));

        ChangeOutcome outcome = write(owner("redis", "a.yaml", "3")).get(0);

        assertThat(refusal(outcome).reason()).isEqualTo(Reason.CONFLICT);
    }

    @ParameterizedTest
    @CsvSource({"404, NoSuchKey", "409, ConditionalRequestConflict", "409, OperationAborted"})
    void takesOnlyARefusedConditionForAProofThatConditionsAreHonoured(int status, String code)
            throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        hold(owner("redis", "a.yaml", "1"));
        spoil(
                request ->
                        String.valueOf(request.headers().getFirst("If-Match")).contains("0000000000"),
                FaultyProxy.refusal(status, code));

        ChangeOutcome outcome = write(owner("redis", "a.yaml", "2")).get(0);

        assertThat(refusal(outcome).reason()).isEqualTo(Reason.CONFLICT);
        assertThat(store.detectsOtherWriters()).isFalse();
        proxy.spoilNothing();
        hold(owner("redis", "a.yaml", "2"));
        assertThat(store.detectsOtherWriters()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "<Error><Code>InternalError</Code><Message>try again</Message></Error>, UNAVAILABLE",
        "<Error><Code>NoSuchKey</Code></Error>, CONFLICT",
        "<DeleteResult><Error><Key>worker</Key><Code>AccessDenied</Code></Error></DeleteResult>, UNAUTHORIZED"
    })
    void takesNothingForRemovedWhereAnAnswerToAllIsOneError(String answer, Reason reason) throws InterruptedException {
        hold(owner("redis", "a.yaml", "a"), owner("kafka", "a.yaml", "a"));
        spoil(Seen::isBulkDelete, (exchange, none) -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            FaultyProxy.send(exchange, 200, answer.getBytes(StandardCharsets.UTF_8));
        });

        List<ChangeOutcome> outcomes = outcomes(owner("redis"), owner("kafka"));

        assertThat(outcomes).extracting(outcome -> refusal(outcome).reason()).containsOnly(reason);
        assertThat(visible()).hasSize(2);
        proxy.spoilNothing();
        hold(owner("redis"), owner("kafka"));
        assertThat(visible()).isEmpty();
    }

    private List<ChangeOutcome> outcomes(StateStoreChange... changes) throws InterruptedException {
        try {
            return write(changes);
        } catch (PluginException e) {
            return Collections.nCopies(changes.length, ChangeOutcome.refused(e));
        }
    }

    @Test
    void isUnavailableWhenAContentIsAlteredOnItsWay() throws InterruptedException {
        proxy.alterContents(content -> "z".repeat(content.length).getBytes(StandardCharsets.UTF_8));

        assertThat(failureOfWriting().reason()).isEqualTo(Reason.UNAVAILABLE);

        assertThat(visible()).isEmpty();
        proxy.alterContents(UnaryOperator.identity());
        assertHoldsWhenSaidAgain();
    }

    @Test
    void takesACodeThatNobodyKnowsForWhatItsStatusSays() throws InterruptedException {
        spoil(request -> true, FaultyProxy.refusal(403, "UserSuspended"));

        PluginException failure = failureOfWriting();

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure.message()).endsWith("the keys do not allow this (UserSuspended: because of UserSuspended)");
    }

    @Test
    void readsOnWhereAPartOfAListIsEmpty() throws InterruptedException {
        hold(owner("redis", "a.yaml", "a"));
        proxy.spoil(request -> request.isList() && !request.uri().getQuery().contains("continuation-token=")
                ? Optional.of(FaultyProxy.page(200, part("", "<NextContinuationToken>on</NextContinuationToken>")))
                : Optional.of(FaultyProxy.page(
                                200,
                                part(
                                        "<Contents><Key>worker/redis/b.yaml</Key><Size>1</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>tag</ETag></Contents>",
                                        "")))
                        .filter(last -> request.isList()));

        try (StoredTree tree = store.read(ReadRequest.of(WORKER)).orElseThrow()) {
            assertThat(tree.files()).containsOnlyKeys(StorePath.of("worker/redis/b.yaml"));
        }
    }

    private static String part(String contents, String token) {
        return "<ListBucketResult><Name>kratix</Name><Prefix/><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>%s</IsTruncated>%s%s</ListBucketResult>"
                .formatted(!token.isEmpty(), contents, token);
    }

    @Test
    void removesWhatXmlCannotName() throws InterruptedException {
        List<String> names =
                List.of("rocket \ud83d\ude80", "return \r", "one \u0001", "last \uffff", "tab \t", "line \n");
        names.forEach(name -> server.put("worker/redis/" + name, new byte[] {'x'}));
        server.put("worker/redis/return \n", new byte[] {'x'});

        hold(owner("redis"), owner("kafka", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("kafka/a.yaml", "a"));
    }

    @Test
    void makesABucketWhereTheServerMakesThemUnlessARegionIsNamed() throws InterruptedException {
        List<Long> lengths = new ArrayList<>();
        for (String region : List.of("", "us-east-1", "eu-west-1")) {
            server.removeBucket();
            store = open(builder().createBucket(true).region(region));

            hold(owner("redis", "a.yaml", region));

            proxy.seen().stream()
                    .filter(request ->
                            request.isPut() && request.uri().getPath().matches("/[^/]+/?"))
                    .map(request -> Long.valueOf(request.headers().getFirst("Content-Length")))
                    .forEach(lengths::add);
        }
        assertThat(lengths)
                .satisfiesExactly(
                        none -> assertThat(none).isZero(),
                        oldest -> assertThat(oldest).isZero(),
                        named -> assertThat(named).isPositive());
    }

    @Test
    void refusesForGoodWhatIsTooLargeForOneObject() throws InterruptedException {
        StateStoreChange change = StateStoreChange.builder("large", "worker", WORKER)
                .file(
                        WORKER.resolve("large.bin"),
                        Content.of(Body.LARGEST + 1, () -> new ByteArrayInputStream(new byte[0])))
                .build();

        PluginException refusal =
                refusal(write(change, owner("redis", "a.yaml", "a")).get(0));

        assertThat(refusal.reason()).isEqualTo(Reason.REJECTED);
        assertThat(refusal.message())
                .isEqualTo("'worker/large.bin' has 5368709121 bytes, and a bucket takes 5368709120 at once");
    }

    /** A program that is halted here, or the machine, must not leave gigabytes behind that nobody looks for. */
    @Test
    void leavesNothingOnThisMachinesDiskWhereverItIsHalted() throws InterruptedException {
        byte[] bytes = new byte[Body.SMALL + 1];
        List<Integer> files = new ArrayList<>();
        proxy.spoil(request -> {
            String[] names = directory.resolve("cache").toFile().list();
            files.add(names == null ? 0 : names.length);
            return Optional.empty();
        });

        hold(StateStoreChange.builder("large", "worker", WORKER)
                .file(WORKER.resolve("large.bin"), Content.of(bytes))
                .build());

        assertThat(files).isNotEmpty().containsOnly(0);
        assertThat(server.files().get("worker/large.bin")).isEqualTo(bytes);
    }
}
