// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others did to files is found at an interval, and mended. */
class StoreDriftTest {
    private static final Duration INTERVAL = Duration.ofHours(2);

    private final ScriptedPlatform scripted =
            new ScriptedPlatform(builder -> builder.stateStoreReconciliationInterval(INTERVAL));
    private final ScriptedStores stores = scripted.stores;

    @AfterEach
    void close() {
        scripted.close();
    }

    @Test
    void writesAgainWhatOthersChangedRemovedOrAdded() {
        scripted.applyAll("one", "two", "three", "four");
        Map<String, String> before = stores.place.texts();
        stores.place.put(file("one"), "theirs\n");
        stores.place.remove(file("two"));
        stores.place.put("worker/resources/default/redis/three/extra.yaml", "theirs\n");
        stores.place.put("elsewhere.yaml", "theirs\n");
        stores.place.remove("worker/resources/kratix-canary-configmap.yaml");
        stores.diary.clear();

        scripted.passes(INTERVAL.plusMinutes(1));

        Map<String, String> after = stores.place.texts();
        assertThat(after).containsEntry("elsewhere.yaml", "theirs\n");
        after.remove("elsewhere.yaml");
        assertThat(after).isEqualTo(before);
        assertThat(stores.diary).containsExactly("read", "write");
        assertThat(scripted.events())
                .anyMatch(event -> event.startsWith("Drifted: 4 owners' files are not as they were confirmed"));
        assertThat(scripted.platform.conditions(Platform.reference("one")))
                .contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void readsAtTheIntervalAloneAndWritesNothingWhereNothingDiffers() {
        scripted.applyAll("one");
        int revisions = stores.place.revisions().size();
        stores.diary.clear();

        scripted.passes(INTERVAL.multipliedBy(3).plusMinutes(5));

        assertThat(stores.diary).containsExactly("read", "read: as known", "read: as known");
        assertThat(stores.place.revisions()).hasSize(revisions);
    }

    @Test
    void readsADestinationWholeAloneWhereSomethingWasWritten() {
        scripted.applyAll("one");
        scripted.platform.kratix.apply(ScriptedPlatform.destination("quiet")
                .label("environment", "other")
                .build());
        scripted.passes(INTERVAL.plusMinutes(1));
        stores.diary.clear();

        scripted.request("large", "one");
        scripted.passes(INTERVAL.plusMinutes(1));

        assertThat(stores.diary).containsExactlyInAnyOrder("write", "read", "read: as known");
    }

    @Test
    void looksWhereADestinationIsThoughOwnersHaveBeenElsewhereOnIt() {
        scripted.platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                withoutCanaries("a", "eu"),
                dependencies("aaa", Map.of("zone", "eu")),
                dependencies("zzz", Map.of("environment", "dev")));
        scripted.time.runAll();
        scripted.platform.kratix.delete(ObjectReference.destination("worker"));
        scripted.time.runAll();
        scripted.platform.kratix.apply(withoutCanaries("b", "us"));
        scripted.time.runAll();
        String file = "b/worker/dependencies/zzz/static/dependencies.yaml";
        assertThat(stores.place.texts()).containsKey(file);

        scripted.passes(INTERVAL.plusMinutes(1));
        assertThat(scripted.events()).noneMatch(event -> event.startsWith("Drifted"));
        stores.place.remove(file);
        scripted.passes(INTERVAL.plusMinutes(1));

        assertThat(stores.place.texts()).containsKey(file);
    }

    private static Destination withoutCanaries(String path, String zone) {
        return ScriptedPlatform.destination("worker")
                .label("zone", zone)
                .path(path)
                .initWorkloads(false)
                .build();
    }

    private static Promise dependencies(String name, Map<String, String> selector) {
        return Promise.builder(name)
                .destinationSelector(selector)
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", name)))
                .build();
    }

    @Test
    void writesAgainWhatSomebodyTookBackToWhatWasRightBefore() {
        scripted.applyAll("one");
        scripted.passes(INTERVAL.plusMinutes(1));
        scripted.applyAll("two");

        stores.place.remove(file("two"));
        scripted.passes(INTERVAL.plusMinutes(1));

        assertThat(stores.place.texts()).containsKey(file("two"));
    }

    @Test
    void writesASharedFileAgain() {
        scripted.platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                Destination.builder("worker", ScriptedStores.STORE)
                        .label("environment", "dev")
                        .mode(FilepathMode.AGGREGATED_YAML)
                        .build(),
                Platform.redis().build(),
                Platform.request("one", "small"));
        scripted.time.runAll();
        Map<String, String> before = stores.place.texts();
        String file = before.keySet().stream()
                .filter(path -> path.startsWith("worker") || !path.contains("/"))
                .findFirst()
                .orElseThrow();
        stores.place.put(file, "theirs: 1\n");

        scripted.passes(INTERVAL.plusMinutes(1));

        assertThat(stores.place.texts()).isEqualTo(before);
    }

    @Test
    void bringsEverythingBackWhenThePlaceIsFoundGone() {
        scripted.applyAll("one");
        Map<String, String> before = stores.place.texts();

        stores.place.lose();
        scripted.passes(INTERVAL.plusMinutes(1));

        assertThat(stores.place.texts()).isEqualTo(before);
    }

    @Test
    void isTriedAgainWhenReadingFails() {
        scripted.applyAll("one");
        stores.place.failNext(Call.READ, PluginException.unavailable("no route"));
        stores.place.put(file("one"), "theirs\n");

        scripted.passes(INTERVAL.plusMinutes(2));

        assertThat(stores.place.texts()).containsEntry(file("one"), "size: small\n");
        assertThat(scripted.condition()).startsWith("Ready=True");
    }

    @Test
    void isOffWhereTheIntervalIsZero() {
        ScriptedPlatform never =
                new ScriptedPlatform(builder -> builder.stateStoreReconciliationInterval(Duration.ZERO));
        never.applyAll("one");
        never.stores.diary.clear();

        never.passes(Duration.ofDays(2));

        assertThat(never.stores.diary).isEqualTo(List.of());
        never.close();
    }
}
