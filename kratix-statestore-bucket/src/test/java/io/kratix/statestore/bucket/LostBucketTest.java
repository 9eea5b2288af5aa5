// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import io.minio.SetBucketVersioningArgs;
import io.minio.messages.VersioningConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bucket that goes away during a write is what it is to a write that finds none. */
class LostBucketTest extends StoreFixture {
    private final StateStoreChange redis = owner("redis", "a.yaml", "new");
    private final StateStoreChange kafka = owner("kafka", "a.yaml", "new");

    /** Something to overwrite, and something to remove; one after another, since a bucket goes only while it is empty. */
    @BeforeEach
    void writeBefore() throws InterruptedException {
        store = open(builder().parallelRequests(1));
        hold(owner("redis", "a.yaml", "old", "stale.yaml", "s"));
    }

    /** {@return requests of a write before which the bucket may go} */
    static Stream<Predicate<Seen>> moments() {
        return Stream.of(Seen::isList, request -> request.is("PUT", "/redis/"), Seen::isBulkDelete);
    }

    private void loseTheBucketAt(Predicate<Seen> moment) {
        AtomicBoolean isThere = new AtomicBoolean(true);
        proxy.spoil(request -> {
            if (moment.test(request) && isThere.getAndSet(false)) {
                server.removeBucket();
            }
            return Optional.empty();
        });
    }

    @ParameterizedTest
    @MethodSource("moments")
    void isLostToAPartOfWhatWasThere(Predicate<Seen> moment) {
        loseTheBucketAt(moment);

        PluginException failure = failure(() -> store.write(part(kafka, redis)));

        assertThat(failure.reason()).isEqualTo(Reason.LOST);
        assertThat(failure.message())
                .isEqualTo("bucket '%s' at http://%s is gone".formatted(server.bucket(), proxy.endpoint()));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void isMissingToEverything(Predicate<Seen> moment) {
        loseTheBucketAt(moment);

        PluginException failure = failure(() -> write(kafka, redis));

        assertThat(failure.reason()).isEqualTo(Reason.MISCONFIGURED);
        assertThat(failure.message()).contains(" does not exist: create it, or correct the document's 'bucketName'");
    }

    @ParameterizedTest
    @MethodSource("moments")
    void isMadeAnewForEverything(Predicate<Seen> moment) throws InterruptedException {
        store = open(builder().parallelRequests(1).createBucket(true));
        loseTheBucketAt(moment);

        hold(kafka, redis);

        assertThat(visible()).isEqualTo(Map.of("kafka/a.yaml", "new", "redis/a.yaml", "new"));
    }

    @Test
    void isLostWhereItIsNoticedByTheFirstOverwrite() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        loseTheBucketAt(request -> request.headers().containsKey("If-Match"));

        assertThat(failure(() -> store.write(part(redis))).reason()).isEqualTo(Reason.LOST);
    }

    @Test
    void isLostWhereItIsNoticedByARemovalOfOne() throws InterruptedException {
        AtomicBoolean isThere = new AtomicBoolean(true);
        proxy.spoil(request -> {
            if (request.method().equals("DELETE") && isThere.getAndSet(false)) {
                server.removeBucket();
            }
            return Optional.of(FaultyProxy.refusal(501, "NotImplemented")).filter(no -> request.isBulkDelete());
        });

        assertThat(failure(() -> store.write(part(owner("redis", "a.yaml", "old"))))
                        .reason())
                .isEqualTo(Reason.LOST);
    }

    @Test
    void isTriedAgainWhereItWasMadeAndIsNotThereYet() throws InterruptedException {
        server.removeBucket();
        store = open(builder().createBucket(true));
        spoil(Seen::isList, FaultyProxy.refusal(404, "NoSuchBucket"));

        PluginException failure = failure(() -> write(kafka, redis));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).endsWith(" was made, and is not there yet");
        proxy.spoilNothing();
        hold(kafka, redis);
        assertThat(visible()).isEqualTo(Map.of("kafka/a.yaml", "new", "redis/a.yaml", "new"));
    }

    @Test
    void isNotSaidToBeMadeWhereItWasThere() {
        store = open(builder().createBucket(true));
        spoil(Seen::isList, FaultyProxy.refusal(404, "NoSuchBucket"));

        PluginException failure = failure(() -> write(kafka, redis));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).endsWith(" exists, and is missing all the same");
    }

    @Test
    void isTriedAgainWhereSomebodyElseIsJustMakingIt() throws InterruptedException {
        server.removeBucket();
        store = open(builder().createBucket(true));
        spoil(Seen::isPut, FaultyProxy.refusal(409, "OperationAborted"));

        PluginException failure = failure(() -> write(kafka, redis));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message())
                .endsWith(" is being made or removed by somebody else (OperationAborted: because of OperationAborted)");
        proxy.spoilNothing();
        hold(kafka, redis);
    }

    @Test
    void isWrittenToWhereSomebodyElseMadeItMeanwhile() throws InterruptedException {
        store = open(builder().parallelRequests(1).createBucket(true));
        seemsGoneOnce();

        hold(kafka, redis);

        assertThat(visible()).isEqualTo(Map.of("kafka/a.yaml", "new", "redis/a.yaml", "new"));
    }

    /** As between somebody's removing and somebody else's making it. */
    private void seemsGoneOnce() {
        AtomicBoolean isThere = new AtomicBoolean();
        proxy.spoil(request -> Optional.of(FaultyProxy.refusal(404, "NoSuchBucket"))
                .filter(missing -> request.isList() && !isThere.getAndSet(true)));
    }

    @Test
    void mayHaveNoVersionsWhenItIsThereAgain() throws InterruptedException {
        version(VersioningConfiguration.Status.ENABLED);
        store = open(builder().createBucket(true));
        store.checkAccess(StorePath.ROOT);
        hold(redis);
        assertThat(write(redis)).extracting(ChangeOutcome::revision).allMatch(name -> name.startsWith("versions-"));

        version(VersioningConfiguration.Status.SUSPENDED);
        seemsGoneOnce();

        assertThat(write(redis)).extracting(ChangeOutcome::revision).allMatch(name -> name.startsWith("sha256-"));
    }

    private void version(VersioningConfiguration.Status status) {
        S3Server.asking(() -> {
            server.stranger()
                    .setBucketVersioning(SetBucketVersioningArgs.builder()
                            .bucket(server.bucket())
                            .config(new VersioningConfiguration(status, null, List.of(), false))
                            .build());
            return server;
        });
    }

    private static WriteRequest part(StateStoreChange... changes) {
        return new WriteRequest() {
            @Override
            public List<StateStoreChange> changes() {
                return List.of(changes);
            }

            @Override
            public void checkpoint() {
                // nobody stops it
            }

            @Override
            public boolean completes(StorePath below) {
                return false;
            }
        };
    }
}
