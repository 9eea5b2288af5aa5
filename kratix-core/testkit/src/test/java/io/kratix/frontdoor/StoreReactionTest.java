// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.StateStoreReference;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine does next when a State Store fails: a test or two for each reason. */
class StoreReactionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ScriptedPlatform scripted = new ScriptedPlatform(builder -> {});
    private final ScriptedStores stores = scripted.stores;

    @AfterEach
    void close() {
        scripted.close();
    }

    @Test
    void triesFiveTimesAtOnceWhenOthersWereFasterAndTellsNobody() {
        scripted.applyAll("one");
        List<String> events = scripted.events();
        for (int i = 0; i < 5; i++) {
            stores.place.failNext(Call.WRITE, PluginException.conflict("somebody pushed"));
        }

        scripted.request("large", "one");
        scripted.passes(Duration.ofSeconds(2));

        assertThat(stores.place.texts()).containsEntry(file("one"), "size: large\n");
        assertThat(scripted.events()).isEqualTo(events);
    }

    @Test
    void tellsOfOthersWhoAreFasterTheSixthTimeAndWaits() {
        scripted.applyAll("one");
        for (int i = 0; i < 6; i++) {
            stores.place.failNext(Call.WRITE, PluginException.conflict("somebody pushed"));
        }

        scripted.request("large", "one");
        scripted.passes(Duration.ofMillis(400));
        String meanwhile = scripted.condition();
        scripted.passes(Duration.ofSeconds(2));

        assertThat(meanwhile).isEqualTo("Ready=False StateStoreConflict: somebody pushed");
        assertThat(scripted.condition()).isEqualTo("Ready=True StateStoreReady: State store is ready");
        assertThat(stores.place.texts()).containsEntry(file("one"), "size: large\n");
    }

    @Test
    void spreadsTheTriesOfEnginesThatAreInEachOthersWay() {
        List<Duration> pauses = pausesAfterConflicts(1);

        assertThat(pauses).hasSize(5).startsWith(Duration.ZERO, Duration.ZERO);
        assertThat(pauses.subList(2, 5)).isNotEqualTo(pausesAfterConflicts(2).subList(2, 5));
    }

    private static List<Duration> pausesAfterConflicts(long seed) {
        List<Instant> tries = new ArrayList<>();
        try (ScriptedPlatform engine = new ScriptedPlatform(builder -> builder.random(new Random(seed)))) {
            engine.applyAll("one");
            engine.stores.onWrite = (sound, request) -> {
                tries.add(engine.time.clock().instant());
                if (tries.size() <= 5) {
                    throw PluginException.conflict("somebody pushed");
                }
                return sound.write(request);
            };
            engine.request("large", "one");
            engine.passes(Duration.ofSeconds(2));
        }
        return IntStream.range(1, tries.size())
                .mapToObj(number -> Duration.between(tries.get(number - 1), tries.get(number)))
                .toList();
    }

    @Test
    void waitsAsLongAsTheRemoteAsksWhateverIsWantedMeanwhile() {
        scripted.applyAll("one");
        Duration pause = Duration.ofMinutes(7);
        stores.place.failNext(
                Call.WRITE, PluginException.unavailable("slow down").withRetryAfter(pause));
        long before = stores.count("write");

        scripted.request("large", "one");
        scripted.passes(pause.minusSeconds(30));
        scripted.request("small", "two");
        scripted.passes(Duration.ofSeconds(29));
        long meanwhile = stores.count("write");
        scripted.passes(Duration.ofSeconds(2));

        assertThat(meanwhile - before).isEqualTo(1);
        assertThat(stores.count("write") - before).isEqualTo(2);
        assertThat(stores.place.texts()).containsKeys(file("one"), file("two"));
    }

    @Test
    void triesAnUnreachableRemoteEverMoreRarelyAtLeastEveryFiveMinutes() {
        scripted.applyAll("one");
        long before = stores.count("write");
        stores.onWrite = (sound, request) -> {
            throw PluginException.unavailable("no route to host");
        };

        scripted.request("large", "one");
        scripted.passes(Duration.ofHours(1));
        long firstHour = stores.count("write") - before;
        scripted.passes(Duration.ofHours(1));
        long secondHour = stores.count("write") - before - firstHour;

        assertThat(firstHour).isBetween(15L, 40L);
        assertThat(secondHour).isBetween(11L, 25L);
        assertThat(scripted.events().stream().filter(event -> event.startsWith("NotReady")))
                .containsExactly("NotReady: no route to host");
    }

    @Test
    void waitsForANewDocumentWhereTheOneThereIsIsWrong() {
        stores.onOpen = (settings, context) -> {
            if (settings.text("url", "").isEmpty()) {
                throw PluginException.misconfigured("url is missing");
            }
        };

        scripted.applyAll("one");
        scripted.passes(Duration.ofHours(9));
        long tries = stores.count("open");
        String meanwhile = scripted.condition();
        scripted.platform.kratix.apply(ScriptedPlatform.store(Map.of("url", "https://example.com")));
        scripted.time.runAll();

        assertThat(tries).isEqualTo(1);
        assertThat(meanwhile).isEqualTo("Ready=False ErrorInitialisingWriter: url is missing");
        assertThat(stores.place.texts()).containsKey(file("one"));
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void triesAgainWhereTheRemedyLiesAtTheRemoteAndTellsOnce() {
        stores.onCheck = () -> {
            throw PluginException.misconfigured("the branch is missing").withRetryAfter(MINUTE);
        };

        scripted.applyAll("one");
        scripted.passes(MINUTE.minusSeconds(5));
        long early = stores.count("check");
        scripted.passes(MINUTE.multipliedBy(10));
        long late = stores.count("check");
        stores.onCheck = () -> {};
        scripted.passes(MINUTE);

        assertThat(early).isEqualTo(1);
        assertThat(late).isBetween(10L, 12L);
        assertThat(scripted.events().stream().filter(event -> event.startsWith("NotReady")))
                .hasSize(1);
        assertThat(stores.place.texts()).containsKey(file("one"));
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void asksWhetherOneCanWriteBeforeTheFirstWriteAndAfterABadPassword() {
        scripted.applyAll("one");
        List<String> first = List.copyOf(stores.diary);
        stores.place.failNext(Call.WRITE, PluginException.unauthorized("bad password"));
        stores.diary.clear();

        scripted.request("large", "one");
        scripted.passes(Duration.ofMinutes(4).plusSeconds(50));
        List<String> meanwhile = List.copyOf(stores.diary);
        String condition = scripted.condition();
        scripted.passes(Duration.ofSeconds(20));

        assertThat(first).startsWith("open", "check", "write");
        assertThat(first).containsOnlyOnce("check");
        assertThat(condition).isEqualTo("Ready=False StateStoreUnauthorized: bad password");
        assertThat(meanwhile).startsWith("write").doesNotContain("open");
        assertThat(stores.diary).endsWith("check", "write");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void saysInKratixWordsThatOneCannotWrite() {
        stores.onCheck = () -> {
            throw PluginException.unauthorized("403");
        };

        scripted.applyAll("one");

        assertThat(scripted.condition())
                .isEqualTo("Ready=False ErrorValidatingPermissions: Error validating state store permissions: 403");
        assertThat(scripted.status("failure")).isEqualTo("UNAUTHORIZED");
        assertThat(stores.diary).doesNotContain("write");
    }

    @Test
    void findsTheCulpritsInABatchThatIsRefusedAndLetsTheOthersThrough() {
        scripted.applyAll();
        stores.onWrite = StoreReactionTest::refusingWhatNamesEvil;
        String[] names = IntStream.range(0, 64).mapToObj(i -> "request-" + i).toArray(String[]::new);
        names[17] = "evil-1";
        names[40] = "evil-2";
        stores.diary.clear();

        scripted.request("small", names);
        scripted.time.runAll();

        for (String name : names) {
            assertThat(stores.place.texts().containsKey(file(name))).isEqualTo(!name.startsWith("evil"));
        }
        assertThat(stores.count("write")).isLessThan(64L);
        assertThat(scripted.condition()).startsWith("Ready=True");
        assertThat(scripted.platform.conditions(Platform.reference("request-1")))
                .contains("Reconciled=True Reconciled: Reconciled");
        assertThat(scripted.platform.conditions(Platform.reference("evil-1")))
                .contains("Reconciled=False WorksFailing: Failing")
                .anyMatch(condition -> condition.startsWith("WorksSucceeded=False WorksFailing")
                        && condition.endsWith("worker: pre-receive hook declined: evil"));
    }

    @Test
    void triesARefusedChangeAgainAtOnceWhenItDiffersAndElseEverMoreRarely() {
        scripted.applyAll("one");
        stores.onWrite = (sound, request) -> {
            boolean large = request.changes().toString().contains("evil")
                    && text(request).contains("large");
            return large
                    ? request.changes().stream()
                            .map(change -> ChangeOutcome.refused(PluginException.rejected("no large ones")))
                            .toList()
                    : sound.write(request);
        };
        scripted.request("small", "evil");
        scripted.time.runAll();
        stores.diary.clear();

        scripted.request("large", "evil");
        scripted.passes(Duration.ofSeconds(20));
        long atOnce = stores.count("write");
        scripted.passes(Duration.ofHours(10));
        long inTenHours = stores.count("write");
        scripted.request("small", "evil");
        scripted.time.runAll();

        assertThat(atOnce).isEqualTo(1);
        assertThat(inTenHours).isBetween(14L, 32L);
        assertThat(scripted.platform.conditions(Platform.reference("evil")))
                .contains("Reconciled=True Reconciled: Reconciled");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    /** Else it would be due here for as long as the other store is away. */
    @Test
    void forgetsARefusalWhoseOwnerHasMovedToAnotherStore() {
        StateStoreReference other = new StateStoreReference(ScriptedStores.STORE.kind(), "other");
        scripted.applyAll();
        stores.onWrite = StoreReactionTest::refusingWhatNamesEvil;
        scripted.request("small", "evil");
        scripted.time.runAll();
        stores.onOpen = (settings, context) -> {
            if (settings.text("name", "").equals("two")) {
                throw PluginException.unavailable("no route to host");
            }
        };

        scripted.platform.kratix.apply(
                Document.builder("platform.kratix.io/v1alpha1", other.kind(), other.name())
                        .spec(Map.of("name", "two"))
                        .build(),
                Destination.builder("worker", other).label("environment", "dev").build());
        stores.diary.clear();
        scripted.passes(Duration.ofHours(1));

        assertThat(stores.count("write")).isZero();
        assertThat(stores.count("open")).isBetween(15L, 40L);
    }

    @Test
    void takesAStoreThatRefusesEverythingForNotReadyAndTriesItWithOneChange() {
        scripted.applyAll();
        stores.onWrite = (sound, request) -> {
            throw PluginException.rejected("the branch is protected");
        };
        scripted.request("small", "one", "two", "three", "four");
        scripted.time.runAll();
        String condition = scripted.condition();
        stores.diary.clear();

        scripted.passes(MINUTE);
        long probes = stores.count("write");
        stores.onWrite = StateStore::write;
        scripted.passes(MINUTE.multipliedBy(3));

        assertThat(condition).isEqualTo("Ready=False StateStoreRejected: the branch is protected");
        assertThat(probes).isEqualTo(1);
        assertThat(stores.place.texts()).containsKeys(file("one"), file("two"), file("three"), file("four"));
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void saysEverythingInOneRequestWhenThePlaceIsGoneAndTellsWhy() {
        scripted.applyAll("one", "two");
        Map<String, String> before = stores.place.texts();
        stores.place.lose();
        stores.diary.clear();

        scripted.request("small", "three");
        scripted.time.runAll();

        assertThat(stores.place.texts()).containsAllEntriesOf(before).containsKey(file("three"));
        assertThat(stores.count("write")).isEqualTo(2);
        assertThat(scripted.events())
                .contains("Lost: memory place 'scripted' is gone; everything is written again, in one request");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void isNotHeldUpAfterALossByAnOwnerThatCannotBeLaidOut() {
        scripted.platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        call.object().metadata().name() + ".yaml",
                        "size: " + call.object().spec().get("size") + "\n"));
        scripted.platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                Destination.builder("flat", ScriptedStores.STORE)
                        .label("environment", "dev")
                        .mode(FilepathMode.NONE)
                        .build(),
                Platform.redis().build());
        scripted.request("small", "first", "second");
        scripted.time.runAll();
        scripted.platform.images.put(
                Platform.IMAGE,
                call -> call.writeOutput(
                        "first.yaml", "size: " + call.object().spec().get("size") + "\n"));
        scripted.request("large", "second");
        scripted.time.runAll();

        stores.place.lose();
        scripted.request("large", "first");
        scripted.passes(Duration.ofMinutes(10));

        assertThat(stores.place.texts()).containsEntry("first.yaml", "size: large\n");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void tellsOfWhateverGoesWrongAndGoesOn() {
        stores.onOpen = (settings, context) -> {
            throw new IllegalStateException("a bug");
        };

        scripted.applyAll("one");
        String condition = scripted.condition();
        stores.onOpen = (settings, context) -> {};
        scripted.passes(Duration.ofSeconds(2));

        assertThat(condition)
                .startsWith("Ready=False ErrorInitialisingWriter: the plugin io.kratix.frontdoor.ScriptedStores")
                .endsWith("is at fault: it threw java.lang.IllegalStateException: a bug");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void endsAWriteWhoseTimeIsUp() {
        scripted.applyAll("one");
        stores.onWrite = (sound, request) -> {
            scripted.time.pass(Duration.ofMinutes(5));
            request.checkpoint();
            return sound.write(request);
        };

        scripted.request("large", "one");
        scripted.time.runAll();
        String condition = scripted.condition();
        stores.onWrite = StateStore::write;
        scripted.passes(Duration.ofSeconds(2));

        assertThat(condition).isEqualTo("Ready=False StateStoreUnavailable: write did not end within 300 s");
        assertThat(stores.place.texts()).containsEntry(file("one"), "size: large\n");
        assertThat(stores.count("open")).isEqualTo(1);
    }

    @Test
    void endsTheWriteThatIsUnderWayWhenTheDocumentChanges() {
        scripted.applyAll("one");
        int[] writes = {0};
        stores.onWrite = (sound, request) -> {
            if (writes[0]++ == 0) {
                scripted.platform.kratix.apply(ScriptedPlatform.store(Map.of("url", "https://example.com")));
                request.checkpoint();
            }
            return sound.write(request);
        };
        stores.diary.clear();

        scripted.request("large", "one");
        scripted.time.runAll();

        assertThat(stores.diary).containsExactly("write", "close", "open", "check", "write");
        assertThat(scripted.events().stream().filter(event -> event.startsWith("NotReady")))
                .isEmpty();
    }

    private static List<ChangeOutcome> refusingWhatNamesEvil(StateStore sound, WriteRequest request)
            throws InterruptedException {
        if (request.changes().stream()
                .anyMatch(change -> change.files().toString().contains("evil"))) {
            throw PluginException.rejected("pre-receive hook declined: evil");
        }
        return sound.write(request);
    }

    private static String text(WriteRequest request) {
        StringBuilder text = new StringBuilder();
        request.changes().forEach(change -> change.files()
                .values()
                .forEach(content -> text.append(new String(content.bytes(), java.nio.charset.StandardCharsets.UTF_8))));
        return text.toString();
    }
}
