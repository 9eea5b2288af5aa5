// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.Metadata;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.model.StateStoreReference;
import io.kratix.scheduling.SchedulingStrategy;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacingTest {
    private static final StateStoreReference OTHER = new StateStoreReference("MemoryStateStore", "other");

    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @EnumSource(value = FilepathMode.class, names = "TEMPLATE", mode = EnumSource.Mode.EXCLUDE)
    void leavesNothingButCanariesInAnyMode(FilepathMode mode) throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("redis.yaml", "size: " + call.object().spec().get("size") + "\n");
            if ("large".equals(call.object().spec().get("size"))) {
                call.writeOutput("replica.yaml", "replica: true\n");
            }
        });
        platform.kratix.apply(
                store(), destination("worker").path("p").mode(mode).build(), redis().build(), request("mine", "large"));
        platform.settle();
        String large = String.join("", platform.place().texts().values());

        platform.kratix.apply(request("mine", "small"));
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);
        String small = String.join("", platform.place().texts().values());
        platform.kratix.delete(ObjectReference.promise("redis"));
        platform.settle();

        assertThat(large).contains("size: large", "replica: true", "redis-system");
        assertThat(small).contains("size: small", "redis-system").doesNotContain("replica: true");
        assertThat(platform.paths()).hasSize(2).allMatch(path -> path.contains("kratix-canary"));
    }

    @Test
    void sendsTheGroupsOfAWorkflowWhereItsSelectorsSay() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            call.writeOutput("near.yaml", "near\n");
            call.writeOutput("remote/far.yaml", "far\n");
            call.writeMetadata(
                    "destination-selectors.yaml", "- directory: remote\n  matchLabels: {environment: edge}\n");
        });

        platform.kratix.apply(
                store(),
                destination("worker").build(),
                Destination.builder("edge", Platform.STORE)
                        .label("environment", "edge")
                        .build(),
                redis().build(),
                request("mine", "small"));
        Document mine = platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(platform.paths())
                .contains(
                        "worker/resources/default/redis/mine/near.yaml",
                        "edge/resources/default/redis/mine/remote/far.yaml");
        assertThat(placements(mine))
                .extracting(row -> row.get("destination"), row -> row.get("directory"))
                .containsExactlyInAnyOrder(tuple("worker", null), tuple("edge", "remote"));
    }

    @Test
    void picksAsTheEngineDoesUnlessThePromiseAsksForAnotherStrategy() throws InterruptedException {
        SchedulingStrategy last =
                candidates -> candidates.matching().get(candidates.matching().size() - 1);
        Promise spreading = Promise.of(redis().build()
                .document()
                .withMetadata(Metadata.named("redis")
                        .withAnnotations(Map.of("jvm.kratix.io/scheduling-strategy", "spread"))));
        try (Platform own = Platform.open(builder -> builder.schedulingStrategy(last))) {
            own.kratix.apply(store(), destination("a").build(), destination("b").build(), redis().build());
            own.kratix.apply(request("one", "small"), request("two", "small"));
            own.settle();

            own.kratix.apply(spreading, request("three", "small"));
            own.settle();

            assertThat(own.paths())
                    .contains(
                            "b/resources/default/redis/one/redis.yaml",
                            "b/resources/default/redis/two/redis.yaml",
                            "a/resources/default/redis/three/redis.yaml");
        }
    }

    @Test
    void waitsForADestinationThatMatches() throws InterruptedException {
        platform.kratix.apply(store(), redis().build(), request("mine", "small"));
        platform.settle();
        assertThat(platform.conditions(reference("mine")))
                .anyMatch(
                        condition -> condition.startsWith(
                                "WorksSucceeded=Unknown WorksPending: Some works associated with this resource are not ready: ["));

        platform.kratix.apply(destination("worker").build());
        platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(platform.paths()).contains("worker/resources/default/redis/mine/redis.yaml");
    }

    @Test
    void keepsWhatIsPlacedWhenAnotherDestinationComes() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        Set<String> before = Set.copyOf(platform.paths());

        platform.kratix.apply(destination("another").build());
        platform.settle();

        assertThat(platform.paths()).containsAll(before);
        assertThat(platform.paths())
                .contains("another/dependencies/redis/static/dependencies.yaml")
                .noneMatch(path -> path.startsWith("another/resources/default"));
    }

    @Test
    void marksARequestMisplacedWhenLabelsChangeAndKeepsItsFiles() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.apply(Destination.builder("worker-cluster", Platform.STORE)
                .label("environment", "prod")
                .build());
        platform.settle();

        assertThat(platform.paths()).contains("worker-cluster/resources/default/redis/my-request/redis.yaml");
        assertThat(platform.conditions(reference("my-request")))
                .anyMatch(condition -> condition.startsWith("WorksSucceeded=False WorksMisplaced"));
    }

    @Test
    void movesAMisplacedRequestIfItsPromiseSaysSo() throws InterruptedException {
        platform.kratix.apply(store(), destination("old").build(), moving(), request("mine", "small"));
        platform.settle();

        platform.kratix.apply(elsewhere("old"), destination("new").build());
        platform.settle();

        assertThat(files("mine")).containsExactly("new/resources/default/redis/mine/redis.yaml");
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void staysOnOneDestinationWhenItsLabelsComeBackWhileItMoves() throws InterruptedException {
        beginToMove();

        platform.kratix.apply(destination("old").build());
        platform.kratix.awaitReady(OTHER.reference(), Platform.LIMIT);
        Document mine = platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(files("mine")).containsExactly("old/resources/default/redis/mine/redis.yaml");
        assertThat(platform.stores.place("other").texts().keySet()).noneMatch(path -> path.contains("/redis/mine/"));
        assertThat(placements(mine)).extracting(row -> row.get("destination")).isEqualTo(List.of("old"));
    }

    @Test
    void finishesAMoveThatIsNoLongerAskedFor() throws InterruptedException {
        beginToMove();

        platform.kratix.apply(redis().build());
        Document mine = platform.kratix.awaitReady(reference("mine"), Platform.LIMIT);

        assertThat(files("mine")).isEmpty();
        assertThat(platform.stores.place("other").texts()).containsKey("new/resources/default/redis/mine/redis.yaml");
        assertThat(placements(mine)).extracting(row -> row.get("destination")).isEqualTo(List.of("new"));
    }

    @Test
    void isGoneFromBothDestinationsWhenItIsDeletedWhileItMoves() throws InterruptedException {
        beginToMove();

        platform.kratix.delete(reference("mine"));
        platform.kratix.awaitReady(OTHER.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(files("mine")).isEmpty();
        assertThat(platform.stores.place("other").texts().keySet()).noneMatch(path -> path.contains("/redis/mine/"));
        assertThat(platform.kratix.get(reference("mine"))).isEmpty();
    }

    /** A request is to move to a Destination whose State Store is down for a while. */
    private void beginToMove() throws InterruptedException {
        Document other = Document.builder("platform.kratix.io/v1alpha1", OTHER.kind(), OTHER.name())
                .spec(Map.of("name", "other"))
                .build();
        platform.kratix.apply(store(), other, destination("old").build(), moving(), request("mine", "small"));
        platform.settle();
        for (int i = 0; i < 3; i++) {
            platform.stores.place("other").failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("down"));
        }

        platform.kratix.apply(
                elsewhere("old"),
                Destination.builder("new", OTHER).label("environment", "dev").build());
        platform.settle();
        assertThat(files("mine")).isNotEmpty();
    }

    private static Promise moving() {
        return Promise.of(redis().build()
                .document()
                .withMetadata(Metadata.named("redis").withAnnotations(Map.of("jvm.kratix.io/misplaced", "move"))));
    }

    private static Destination elsewhere(String name) {
        return Destination.builder(name, Platform.STORE)
                .label("environment", "prod")
                .build();
    }

    @Test
    void movesEverythingWhenTheDestinationsPathChanges() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.apply(destination("worker-cluster").path("elsewhere").build());
        platform.settle();

        assertThat(platform.paths()).hasSize(4).allMatch(path -> path.startsWith("elsewhere/worker-cluster/"));
        assertThat(platform.conditions(reference("my-request"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void keepsFilesAtAPlaceThatItComesBackTo() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.apply(destination("worker-cluster").path("elsewhere").build());
        platform.kratix.apply(destination("worker-cluster").build());
        platform.settle();

        assertThat(platform.paths()).hasSize(4).allMatch(path -> path.startsWith("worker-cluster/"));
    }

    @Test
    void leavesFilesOfADestinationThatIsDeletedWithoutCleanup() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        Set<String> before = Set.copyOf(platform.paths());

        platform.kratix.delete(ObjectReference.destination("worker-cluster"));
        platform.settle();
        platform.kratix.apply(destination("worker-cluster").build());
        platform.settle();

        assertThat(platform.paths()).isEqualTo(before);
        assertThat(platform.conditions(reference("my-request"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void removesFilesOfADestinationThatIsDeletedWithCleanup() throws InterruptedException {
        platform.kratix.apply(
                store(), destination("old").cleanup(true).build(), redis().build(), request("mine", "small"));
        platform.settle();

        platform.kratix.apply(destination("new").build());
        platform.settle();
        platform.kratix.delete(ObjectReference.destination("old"));
        platform.settle();

        assertThat(platform.paths()).noneMatch(path -> path.startsWith("old/"));
        assertThat(files("mine")).containsExactly("new/resources/default/redis/mine/redis.yaml");
        assertThat(platform.kratix.list("Destination")).hasSize(1);
    }

    @Test
    void removesTheCanariesLast() throws InterruptedException {
        platform.kratix.apply(
                store(), destination("old").cleanup(true).build(), redis().build(), request("mine", "small"));
        platform.settle();
        int before = platform.place().revisions().size();

        platform.kratix.delete(ObjectReference.destination("old"));
        platform.settle();

        List<MemoryPlace.Revision> revisions = platform.place().revisions();
        assertThat(platform.paths()).isEmpty();
        assertThat(revisions.subList(before, revisions.size() - 1)).isNotEmpty().noneMatch(revision -> revision.title()
                .contains("canary"));
        assertThat(revisions.get(revisions.size() - 1).title()).contains("canary");
    }

    @Test
    void explainsWhereARequestIsAndWhyNotElsewhere() throws InterruptedException {
        platform.applyAll();
        platform.kratix.apply(Destination.builder("production", Platform.STORE)
                .label("environment", "prod")
                .build());
        platform.settle();

        String explanation =
                platform.kratix.explain(reference("my-request")).values().toString();

        assertThat(explanation).contains("worker-cluster", "production", "environment");
    }

    private Set<String> files(String request) {
        return platform.paths().stream()
                .filter(path -> path.contains("/redis/" + request + "/"))
                .collect(Collectors.toSet());
    }

    /** {@return the rows of {@code status.kratix.placements}} */
    private static List<Map<?, ?>> placements(Document request) {
        Map<?, ?> kratix = (Map<?, ?>) Objects.requireNonNull(request.status().get("kratix"));
        return ((List<?>) Objects.requireNonNull(kratix.get("placements")))
                .stream().<Map<?, ?>>map(row -> (Map<?, ?>) row).toList();
    }
}
