// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners whom a hook refuses, which refuses the whole request with them, hold up nobody else. */
class RefusedOwnersTest {
    private static final String READY = "Ready=True StateStoreReady: State store is ready";

    private final ScriptedPlatform scripted = new ScriptedPlatform(builder -> {});
    private final ScriptedStores stores = scripted.stores;
    private final List<List<String>> taken = new ArrayList<>();

    @AfterEach
    void close() {
        scripted.close();
    }

    private void refuse(Predicate<StateStoreChange> evil) {
        stores.onWrite = (sound, request) -> refuse(evil, sound, request);
    }

    private List<ChangeOutcome> refuse(Predicate<StateStoreChange> evil, StateStore sound, WriteRequest request)
            throws InterruptedException {
        boolean gone = stores.place.files().isEmpty() && !request.completes(StorePath.ROOT);
        if (!gone && request.changes().stream().anyMatch(evil)) {
            throw PluginException.rejected("pre-receive hook declined");
        }
        List<ChangeOutcome> outcomes = sound.write(request);
        taken.add(request.changes().stream().map(StateStoreChange::id).toList());
        return outcomes;
    }

    private static boolean namesEvil(StateStoreChange change) {
        return change.id().contains("evil");
    }

    private static boolean isLarge(StateStoreChange change) {
        return change.files().values().stream()
                .anyMatch(content -> new String(content.bytes(), StandardCharsets.UTF_8).contains("large"));
    }

    private static String[] names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + (10 + i)).toArray(String[]::new);
    }

    private static String[] files(String... names) {
        return Arrays.stream(names).map(ScriptedPlatform::file).toArray(String[]::new);
    }

    private List<String> works(String name) {
        return scripted.platform.conditions(Platform.reference(name)).stream()
                .filter(condition -> condition.startsWith("WorksSucceeded"))
                .toList();
    }

    @Test
    void areLeftOutOfWhatIsWrittenAgainAfterALoss() {
        String[] names = names("request", 40);
        scripted.applyAll("evil");
        scripted.request("small", names);
        scripted.time.runAll();
        refuse(change -> namesEvil(change) && isLarge(change));
        scripted.request("large", "evil");
        scripted.time.runAll();
        int before = stores.place.texts().size();
        stores.place.lose();
        stores.diary.clear();
        taken.clear();

        scripted.request("small", "one-more");
        scripted.time.runAll();

        assertThat(stores.place.texts())
                .hasSize(before)
                .containsKeys(files(names))
                .containsKey(file("one-more"))
                .doesNotContainKey(file("evil"));
        assertThat(taken)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(names.length + 3);
        assertThat(stores.count("write")).isEqualTo(3);
        assertThat(scripted.condition()).isEqualTo(READY);
        refuse(change -> false);
        scripted.passes(Duration.ofMinutes(10));
        assertThat(stores.place.texts()).containsEntry(file("evil"), "size: large\n");
    }

    @Test
    void areFoundAfterALossAlthoughTheyWereTakenBefore() {
        String[] names = names("request", 40);
        scripted.applyAll(names);
        scripted.request("small", "evil");
        scripted.time.runAll();
        int before = stores.place.texts().size();
        stores.place.lose();
        refuse(RefusedOwnersTest::namesEvil);

        scripted.request("large", names[3]);
        scripted.time.runAll();

        assertThat(stores.place.texts()).hasSize(before - 1).containsEntry(file(names[3]), "size: large\n");
        assertThat(taken.get(0)).hasSizeGreaterThan(names.length * 9 / 10);
        assertThat(scripted.condition()).isEqualTo(READY);
        assertThat(works("evil")).singleElement().asString().endsWith("pre-receive hook declined");
    }

    @Test
    void leaveMostOfALostPlaceInOneRequestIfTheyWereAllThatWaited() {
        String[] names = names("request", 40);
        scripted.applyAll(names);
        refuse(RefusedOwnersTest::namesEvil);
        scripted.platform.kratix.apply(Platform.request("evil-1", "small"), Platform.request("evil-2", "small"));
        scripted.time.runAll();
        assertThat(scripted.condition()).contains("StateStoreRejected");
        stores.place.lose();
        taken.clear();

        scripted.request("large", names[3]);
        scripted.passes(Duration.ofMinutes(2));

        assertThat(stores.place.texts()).containsKeys(files(names));
        assertThat(taken.get(0)).hasSizeGreaterThan(names.length * 9 / 10);
        assertThat(scripted.condition()).isEqualTo(READY);
    }

    @Test
    void areFoundAfterALossEvenIfTheyAreMany() {
        String[] evil = names("evil", 9);
        String[] names = names("request", 31);
        scripted.applyAll(names);
        scripted.request("small", evil);
        scripted.time.runAll();
        stores.place.lose();
        refuse(RefusedOwnersTest::namesEvil);

        scripted.request("large", names[3]);
        scripted.passes(Duration.ofSeconds(5));

        assertThat(stores.place.texts()).containsKeys(files(names)).doesNotContainKeys(files(evil));
        assertThat(scripted.condition()).isEqualTo(READY);
    }

    @Test
    void letTheStoreBeTriedWithFewCallsAfterALossIfTheyAreAll() {
        scripted.applyAll(names("request", 40));
        int before = stores.place.texts().size();
        stores.place.lose();
        refuse(change -> true);
        stores.diary.clear();
        scripted.request("large", "request-10");
        scripted.time.runAll();
        long first = stores.count("write");
        String condition = scripted.condition();
        stores.diary.clear();

        scripted.passes(Duration.ofMinutes(1));
        long second = stores.count("write");
        refuse(change -> false);
        taken.clear();
        scripted.passes(Duration.ofMinutes(3));

        assertThat(condition).isEqualTo("Ready=False StateStoreRejected: pre-receive hook declined");
        assertThat(first).isLessThan(64);
        assertThat(second).isEqualTo(2);
        assertThat(taken).hasSize(1);
        assertThat(stores.place.texts()).hasSize(before);
        assertThat(scripted.condition()).isEqualTo(READY);
    }

    @Test
    void areNotTakenForAllIfTheyStandFirst() {
        String[] evil = names("evil", 40);
        String[] names = names("request", 60);
        scripted.applyAll();
        stores.onWrite = (sound, request) -> {
            refuse(RefusedOwnersTest::namesEvil);
            throw PluginException.unavailable("wait for them all").withRetryAfter(Duration.ofSeconds(10));
        };

        scripted.platform.kratix.apply(Stream.of(evil, names)
                .flatMap(Arrays::stream)
                .map(name -> Platform.request(name, "small"))
                .toArray(Document[]::new));
        scripted.passes(Duration.ofSeconds(15));

        assertThat(stores.place.texts()).containsKeys(files(names)).doesNotContainKeys(files(evil));
        assertThat(scripted.condition()).isEqualTo(READY);
        assertThat(scripted.events()).noneMatch(event -> event.contains("declined"));
        assertThat(works("evil-49")).singleElement().asString().endsWith("pre-receive hook declined");
    }
}
