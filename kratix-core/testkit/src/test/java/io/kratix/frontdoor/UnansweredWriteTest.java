// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.FilepathMode;
import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A write whose answer is lost may have gone through: nothing of it is forgotten when something else is wanted next. */
class UnansweredWriteTest {
    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void leavesNothingWhereADestinationWasInBetween(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(store(), destination("worker", "a", mode), redis().build(), request("mine", "small"));
        platform.settle();
        loseAnswer();
        platform.kratix.apply(destination("worker", "b", mode));
        platform.settle();
        assertThat(platform.paths()).anyMatch(path -> path.startsWith("b/"));

        platform.kratix.apply(destination("worker", "a", mode));
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(platform.paths()).allMatch(path -> path.startsWith("a/"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void leavesNothingOfARequestThatIsDeletedNext(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(store(), destination("worker", "a", mode), redis().build());
        platform.settle();
        Set<String> before = Set.copyOf(platform.paths());
        loseAnswer();
        platform.kratix.apply(request("mine", "small"));
        platform.settle();

        platform.kratix.delete(reference("mine"));
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(platform.paths()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void isNoStrangersFileForARequestThatIsChangedNext(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(store(), destination("worker", "a", mode), redis().build());
        platform.settle();
        loseAnswer();
        platform.kratix.apply(request("mine", "small"));
        platform.settle();

        platform.kratix.apply(request("mine", "large"));
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertLarge();
    }

    @ParameterizedTest
    @EnumSource(names = {"NESTED_BY_METADATA", "NONE", "AGGREGATED_YAML"})
    void isTakenUpByADestinationThatWentMeanwhile(FilepathMode mode) throws InterruptedException {
        platform.kratix.apply(store(), destination("worker", "a", mode), redis().build());
        platform.settle();
        loseAnswer();
        platform.kratix.apply(request("mine", "small"));
        platform.settle();

        platform.kratix.delete(ObjectReference.destination("worker"));
        platform.settle();
        platform.kratix.apply(request("mine", "large"));
        platform.settle();
        platform.kratix.apply(destination("worker", "a", mode));
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertLarge();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesNothingForItsOwnThatAStrangerWrote(boolean deleted) throws InterruptedException {
        platform.kratix.apply(store(), destination("worker", "a", FilepathMode.NONE), redis().build());
        platform.settle();
        platform.place().put("a/redis.yaml", "a stranger's\n");
        platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the line broke"));
        platform.kratix.apply(request("mine", "small"));
        platform.settle();

        if (deleted) {
            platform.kratix.delete(reference("mine"));
        } else {
            platform.kratix.apply(request("mine", "large"));
        }
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        platform.settle();

        assertThat(platform.place().texts()).containsEntry("a/redis.yaml", "a stranger's\n");
        assertThat(platform.kratix.get(reference("mine")).isEmpty()).isEqualTo(deleted);
    }

    private void assertLarge() {
        assertThat(platform.conditions(reference("mine"))).contains("Reconciled=True Reconciled: Reconciled");
        assertThat(platform.place().texts().values())
                .anyMatch(text -> text.contains("size: large"))
                .noneMatch(text -> text.contains("size: small"));
    }

    private void loseAnswer() {
        platform.place().loseNextAnswer(PluginException.unavailable("the line broke"));
    }
}
