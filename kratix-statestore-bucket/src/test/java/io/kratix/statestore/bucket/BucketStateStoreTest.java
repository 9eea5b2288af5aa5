// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import io.minio.SetBucketVersioningArgs;
import io.minio.messages.VersioningConfiguration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What reaches the server, and what it costs. */
class BucketStateStoreTest extends StoreFixture {
    private static StateStoreChange[] owners(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> owner("owner-%04d".formatted(i), "a.yaml", "a" + i, "b.yaml", "b" + i, "c.yaml", "c" + i))
                .toArray(StateStoreChange[]::new);
    }

    private static long count(List<Seen> requests, String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    @Test
    void asksForNoMoreThanAListForAThousandObjectsAndPutsEachFileOnce() throws InterruptedException {
        store.checkAccess(StorePath.ROOT);
        proxy.seen();

        hold(owners(350));
        List<Seen> first = proxy.seen();
        List<ChangeOutcome> again = write(owners(350));
        List<Seen> second = proxy.seen();

        assertThat(first).hasSize(1051).filteredOn(Seen::isList).hasSize(1);
        assertThat(statuses(again)).containsOnly(Status.UNCHANGED);
        assertThat(second).hasSize(2).allMatch(Seen::isList);
    }

    @Test
    void putsAsManyAtOnceAsItMayAndNoMore() throws InterruptedException {
        store = open(builder().parallelRequests(4));
        CyclicBarrier four = new CyclicBarrier(4);
        AtomicInteger underWay = new AtomicInteger();
        List<Integer> counts = new CopyOnWriteArrayList<>();
        proxy.spoil(request -> {
            if (request.isPut()) {
                counts.add(underWay.incrementAndGet());
                meet(four);
                underWay.decrementAndGet();
            }
            return Optional.empty();
        });

        hold(owners(4));

        assertThat(counts).hasSize(12).contains(4).allMatch(count -> count <= 4);
        assertThat(visible()).hasSize(12);
    }

    /** Each that is under way holds its content, here or on this machine's disk. */
    @Test
    void beginsNoMorePutsThanMayBeUnderWay() throws InterruptedException {
        store = open(builder().parallelRequests(4));
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger arrived = new AtomicInteger();
        List<Integer> ahead = new CopyOnWriteArrayList<>();
        CyclicBarrier four = new CyclicBarrier(4);
        proxy.spoil(request -> {
            if (request.isPut()) {
                meet(four);
                arrived.incrementAndGet();
            }
            return Optional.empty();
        });

        store.write(checked(List.of(owners(16)), () -> ahead.add(begun.incrementAndGet() - arrived.get())));

        assertThat(ahead).hasSize(48).allMatch(count -> count <= 4);
    }

    private static WriteRequest checked(List<StateStoreChange> changes, Runnable checkpoint) {
        return new WriteRequest() {
            @Override
            public List<StateStoreChange> changes() {
                return changes;
            }

            @Override
            public void checkpoint() {
                checkpoint.run();
            }

            @Override
            public boolean completes(StorePath below) {
                return true;
            }
        };
    }

    private static void meet(CyclicBarrier others) {
        try {
            others.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("so many requests are never under way", e);
        }
    }

    @Test
    void asksForNothingElseWhenAStoreThatIsOpenedAnewFindsTheSame() throws InterruptedException {
        hold(owners(100));
        store = open(builder().region("us-east-1"));
        proxy.seen();

        assertThat(statuses(write(owners(100)))).containsOnly(Status.UNCHANGED);

        assertThat(proxy.seen()).hasSize(1).allMatch(Seen::isList);
    }

    @Test
    void asksForTheChecksumThatIsKeptWithAnObjectWhereTheEtagIsNone() throws InterruptedException {
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owners(10));
        store = open(builder());
        proxy.seen();

        assertThat(statuses(write(owners(10)))).containsOnly(Status.UNCHANGED);
        List<Seen> cold = proxy.seen();
        assertThat(statuses(write(owners(10)))).containsOnly(Status.UNCHANGED);
        List<Seen> warm = proxy.seen();

        assertThat(count(cold, "HEAD")).isEqualTo(30);
        assertThat(count(cold, "PUT")).isZero();
        assertThat(warm).hasSize(1).allMatch(Seen::isList);
    }

    @Test
    void notesAStrangersContentWhereTheEtagIsNoChecksum() throws InterruptedException {
        proxy.replaceTags(tag -> new StringBuilder(tag).reverse().toString());
        hold(owner("redis", "a.yaml", "ours"));
        server.put("worker/redis/a.yaml", "them".getBytes(StandardCharsets.UTF_8));

        hold(owner("redis", "a.yaml", "ours"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "ours"));
    }

    @Test
    void looksOnlyIntoWhatItOwnsInALargeBucket() throws InterruptedException {
        hold(owners(350));
        hold(owner("owner-0175", "a.yaml", "x"));
        proxy.seen();

        hold(owner("owner-0175", "a.yaml", "y"));

        List<Seen> requests = proxy.seen();
        assertThat(requests).filteredOn(Seen::isList).hasSize(1).allSatisfy(list -> assertThat(
                        list.uri().getQuery())
                .contains("prefix=worker/owner-0175/"));
        assertThat(requests).hasSize(2);
    }

    @Test
    void findsOwnersThatLieFarApartWithFewLists() throws InterruptedException {
        hold(owners(350));
        store = open(builder().region("us-east-1"));
        proxy.seen();

        List<ChangeOutcome> outcomes = write(owner("owner-0000"), owner("owner-0175"), owner("owner-0349"));

        assertThat(statuses(outcomes)).containsOnly(Status.WRITTEN);
        assertThat(proxy.seen()).filteredOn(Seen::isList).hasSizeLessThanOrEqualTo(4);
        assertThat(server.files()).hasSize(1050 - 9);
    }

    @Test
    void removesManyObjectsByOneRequest() throws InterruptedException {
        hold(owners(100));
        proxy.seen();

        hold(IntStream.range(0, 100)
                .mapToObj(i -> owner("owner-%04d".formatted(i)))
                .toArray(StateStoreChange[]::new));

        assertThat(proxy.seen()).hasSize(2).filteredOn(Seen::isBulkDelete).hasSize(1);
        assertThat(visible()).isEmpty();
    }

    @Test
    void namesVersionsWhereTheBucketGivesThem() throws Exception {
        S3Server.asking(() -> {
            server.stranger()
                    .setBucketVersioning(SetBucketVersioningArgs.builder()
                            .bucket(server.bucket())
                            .config(new VersioningConfiguration(
                                    VersioningConfiguration.Status.ENABLED, null, List.of(), false))
                            .build());
            return server;
        });
        store.checkAccess(StorePath.ROOT);

        String first = write(owner("redis", "a.yaml", "1")).get(0).revision();
        String second = write(owner("redis", "a.yaml", "2")).get(0).revision();
        String third = write(owner("redis", "a.yaml", "1")).get(0).revision();
        store = open(builder());
        store.checkAccess(StorePath.ROOT);
        ChangeOutcome unchanged = write(owner("redis", "a.yaml", "1")).get(0);

        assertThat(List.of(first, second, third))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("versions-"));
        assertThat(unchanged.status()).isEqualTo(Status.UNCHANGED);
        assertThat(unchanged.revision()).isEqualTo(third);
    }

    @Test
    void namesTheContentWhereTheBucketGivesNoVersions() throws InterruptedException {
        String first = write(owner("redis", "a.yaml", "1")).get(0).revision();
        String second = write(owner("redis", "a.yaml", "2")).get(0).revision();
        String third = write(owner("redis", "a.yaml", "1")).get(0).revision();

        assertThat(first).startsWith("sha256-").isEqualTo(third).isNotEqualTo(second);
    }

    @Test
    void noticesThatTheServerIgnoresConditions() throws InterruptedException {
        try (S3Server trusting = S3Server.startTrusting();
                FaultyProxy deaf = FaultyProxy.to(trusting)) {
            deaf.replaceHeaders(headers -> {
                Map<String, List<String>> without = new TreeMap<>(headers);
                without.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("if-"));
                return without;
            });
            store = open(trusting.store(deaf.endpoint()).conditionalWrites(true).onWarning(warnings::add));
            hold(owner("redis", "a.yaml", "1"));

            hold(owner("redis", "a.yaml", "2"));

            assertThat(trusting.files()).containsEntry("worker/redis/a.yaml", new byte[] {'2'});
        }
        assertThat(store.detectsOtherWriters()).isFalse();
        assertThat(warnings)
                .containsExactly(
                        "the server ignores conditional writes, though the document has 'conditionalWrites: true':"
                                + " nobody else may write there");
    }

    @Test
    void noticesThatTheServerHasNoConditions() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        proxy.spoil(request -> request.headers().containsKey("If-Match")
                ? Optional.of(FaultyProxy.refusal(501, "NotImplemented"))
                : Optional.empty());
        hold(owner("redis", "a.yaml", "1"));

        hold(owner("redis", "a.yaml", "2"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "2"));
        assertThat(store.detectsOtherWriters()).isFalse();
    }

    @Test
    void spellsConditionsAsTheServerWantsThem() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        proxy.spoil(request ->
                String.valueOf(request.headers().getFirst("If-Match")).startsWith("\"")
                        ? Optional.of(FaultyProxy.refusal(412, "PreconditionFailed"))
                        : Optional.empty());
        hold(owner("redis", "a.yaml", "1"));

        hold(owner("redis", "a.yaml", "2"));

        assertThatTheNextConditionIsWithoutQuotes();
    }

    final void assertThatTheNextConditionIsWithoutQuotes() throws InterruptedException {
        proxy.seen();

        hold(owner("redis", "a.yaml", "3"));

        assertThat(store.detectsOtherWriters()).isTrue();
        assertThat(proxy.seen())
                .filteredOn(Seen::isPut)
                .extracting(request -> request.headers().getFirst("If-Match"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{32}");
    }

    @Test
    void sendsNoConditionsUnlessTheDocumentAsksForThem() throws InterruptedException {
        hold(owner("redis", "a.yaml", "1"));
        hold(owner("redis", "a.yaml", "2"));

        assertThat(proxy.seen())
                .noneMatch(request -> request.headers().containsKey("If-Match")
                        || request.headers().containsKey("If-None-Match"));
        assertThat(store.detectsOtherWriters()).isFalse();
    }

    @Test
    void tellsAConflictWhereSomebodyElsePutAFileFirst() throws InterruptedException {
        store = open(builder().conditionalWrites(true));
        hold(owner("redis", "a.yaml", "1"));
        hold(owner("redis", "a.yaml", "2"));

        ChangeOutcome outcome = store.write(new WriteRequest() {
                    @Override
                    public List<StateStoreChange> changes() {
                        return List.of(single("new.yaml", "ours"));
                    }

                    @Override
                    public void checkpoint() {
                        server.put("worker/new.yaml", new byte[] {'x'});
                    }

                    @Override
                    public boolean completes(StorePath below) {
                        return true;
                    }
                })
                .get(0);

        assertThat(outcome.refusal().map(PluginException::reason)).contains(Reason.CONFLICT);
        assertThat(visible()).containsEntry("new.yaml", "x");
    }

    @Test
    void sendsALargeFileFromDisk() throws InterruptedException {
        byte[] bytes = new byte[Body.SMALL + 12345];
        new Random(3).nextBytes(bytes);
        StateStoreChange large = StateStoreChange.builder("large", "worker", WORKER)
                .file(WORKER.resolve("large.bin"), Content.of(bytes))
                .build();

        hold(large, owner("redis", "a.yaml", "a"));

        assertThat(server.files().get("worker/large.bin")).isEqualTo(bytes);
        assertThat(statuses(write(large))).containsExactly(Status.UNCHANGED);
    }
}
