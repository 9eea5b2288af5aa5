// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.ScriptedPlatform.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Pipeline;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a State Store does not show a batch at once, no reader sees a request without what it depends on. */
class StoreOrderTest {
    private static final String DEPENDENCIES = "worker/dependencies/redis/static/dependencies.yaml";

    private final ScriptedPlatform scripted = new ScriptedPlatform(builder -> {});
    private final ScriptedStores stores = scripted.stores;
    private final List<List<String>> calls = new ArrayList<>();
    private final List<Set<String>> seen = new ArrayList<>();

    @AfterEach
    void close() {
        scripted.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANGE", "FILE"})
    void showsARequestNeverBeforeThePromiseItDependsOn(Atomicity atomicity) {
        holdUp(atomicity);

        scripted.applyAll("a-request", "z-request");
        letGo();

        assertThat(calls).hasSizeGreaterThanOrEqualTo(2);
        assertThat(calls.get(0)).allMatch(title -> !title.contains("request"));
        assertThat(seen).allSatisfy(files -> {
            if (files.stream().anyMatch(path -> path.contains("request"))) {
                assertThat(files).contains(DEPENDENCIES);
            }
        });
        assertThat(stores.place.texts()).containsKeys(DEPENDENCIES, file("a-request"), file("z-request"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANGE", "FILE"})
    void takesAPromiseAwayNeverBeforeItsRequests(Atomicity atomicity) {
        scripted.applyAll("a-request");
        holdUp(atomicity);

        scripted.platform.kratix.delete(io.kratix.model.ObjectReference.promise("redis"));
        scripted.time.runAll();
        letGo();

        assertThat(seen).isNotEmpty().allSatisfy(files -> {
            if (!files.contains(DEPENDENCIES)) {
                assertThat(files).noneMatch(path -> path.contains("request"));
            }
        });
        assertThat(stores.place.texts()).doesNotContainKeys(DEPENDENCIES, file("a-request"));
    }

    @Test
    void writesABatchInOneCallWhereAllOfItAppearsAtOnce() {
        holdUp(Atomicity.BATCH);

        scripted.applyAll("a-request");
        calls.clear();
        letGo();

        assertThat(calls).hasSize(1);
    }

    @Test
    void makesNoCallForAnEmptyStep() {
        stores.atomicity = Atomicity.FILE;
        scripted.applyAll("a-request");
        stores.onWrite = this::fileByFile;

        scripted.request("large", "a-request");
        scripted.time.runAll();

        assertThat(calls).containsExactly(List.of("Update from: redis-a-request.worker"));
    }

    @Test
    void holdsBackTheRequestsOfAPromiseThatDidNotGetIn() {
        holdUp(Atomicity.FILE);
        scripted.applyAll("a-request");
        stores.onWrite = (sound, request) -> {
            calls.add(request.changes().stream().map(StateStoreChange::title).toList());
            List<ChangeOutcome> outcomes = new ArrayList<>();
            for (StateStoreChange change : request.changes()) {
                outcomes.add(
                        change.title().equals("Update from: redis.worker")
                                ? ChangeOutcome.refused(PluginException.rejected("no Promises on Fridays"))
                                : sound.write(WriteRequest.of(List.of(change))).get(0));
            }
            return outcomes;
        };
        calls.clear();

        scripted.passes(java.time.Duration.ofSeconds(2));

        assertThat(calls).isNotEmpty().allSatisfy(titles -> assertThat(titles)
                .noneMatch(title -> title.contains("request")));
        assertThat(stores.place.texts()).doesNotContainKey(file("a-request"));
    }

    @ParameterizedTest
    @CsvSource({"x, x/y", "x/y, x"})
    void letsAPromisesFileBecomeADirectoryThoughARequestWaits(String before, String after) {
        holdUp(Atomicity.CHANGE);
        letGo();
        declare(before, 0, "mine");
        assertThat(stores.place.texts()).containsKey("worker/dependencies/redis/" + before);
        holdUp(Atomicity.CHANGE);

        declare(after, 1, "mine", "other");
        letGo();

        assertThat(stores.place.texts())
                .containsKeys("worker/dependencies/redis/" + after, file("other"))
                .doesNotContainKey("worker/dependencies/redis/" + before);
    }

    /** Declares a Promise whose own workflow writes one file, and requests. */
    private void declare(String file, int retries, String... requests) {
        scripted.platform.images.put("example/second:v1", call -> call.writeOutput(file, "a: 1\n"));
        scripted.platform.kratix.apply(
                ScriptedPlatform.store(Map.of()),
                ScriptedPlatform.destination("worker").build(),
                Platform.redis()
                        .promiseConfigure(Pipeline.builder("base")
                                .container("main", "example/second:v1")
                                .retries(retries)
                                .build())
                        .build());
        scripted.request("small", requests);
        scripted.time.runAll();
    }

    @Test
    void saysThatNobodyElseMayWriteWhereTheStoreDoesNotNotice() {
        stores.detects = false;

        scripted.applyAll();

        assertThat(scripted.status("otherWriters"))
                .isEqualTo("nobody else may write to this place: the State Store does not notice what others write");
        assertThat(scripted.condition()).isEqualTo("Ready=True StateStoreReady: State store is ready");
    }

    /** Until everything waits at once, so that it is in one batch. */
    private void holdUp(Atomicity atomicity) {
        stores.atomicity = atomicity;
        stores.onWrite = (sound, request) -> {
            throw PluginException.unavailable("not yet");
        };
    }

    private void letGo() {
        stores.onWrite = this::fileByFile;
        scripted.passes(java.time.Duration.ofMinutes(1));
    }

    /** Shows each change, or each file, as soon as it is there, in the least helpful order. */
    private List<ChangeOutcome> fileByFile(StateStore sound, WriteRequest request) throws InterruptedException {
        calls.add(
                request.changes().stream().map(StateStoreChange::title).sorted().toList());
        if (stores.atomicity == Atomicity.FILE) {
            for (StateStoreChange change : reversed(request.changes())) {
                for (Map.Entry<io.kratix.model.StorePath, io.kratix.model.Content> file :
                        change.files().entrySet()) {
                    stores.place.put(file.getKey().toString(), file.getValue().bytes());
                    look();
                }
            }
        }
        List<ChangeOutcome> outcomes = new ArrayList<>();
        for (StateStoreChange change : reversed(request.changes())) {
            outcomes.add(0, sound.write(WriteRequest.of(List.of(change))).get(0));
            look();
        }
        return outcomes;
    }

    private void look() {
        seen.add(new TreeSet<>(stores.place.texts().keySet()));
    }

    private static List<StateStoreChange> reversed(List<StateStoreChange> changes) {
        List<StateStoreChange> reversed = new ArrayList<>(changes);
        Collections.reverse(reversed);
        return reversed;
    }
}
