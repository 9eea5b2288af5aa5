// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Stage.PROMISE;
import static io.kratix.frontdoor.Stage.pipeline;
import static io.kratix.frontdoor.Stage.promise;
import static io.kratix.frontdoor.Stage.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import io.kratix.model.LabelChanges;
import io.kratix.model.ObjectNames;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.registry.Query;
import io.kratix.registry.Table;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.PipelineFunction;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing ever hangs in deletion: whatever state a request's or a Promise's deletion begins in, and however the delete
 * workflow does, it ends; or its status says what it waits for and how to give up on it, giving up ends it, and so does
 * mending what was wrong.
 */
class DeletionFromAnyStateTest {
    private static final ObjectReference MINE = reference("mine");
    private static final ObjectReference WORKER = ObjectReference.destination("worker");
    private static final int STATES = 23;

    private static final PipelineFunction FAILS = call -> {
        throw new IllegalStateException("out of order");
    };

    /** How it is with a request and its Promise when a deletion begins. */
    @SuppressWarnings("ImmutableEnumChecker") // what it holds has no state
    private enum State {
        PLACED(stage -> {}),
        NOT_LOOKED_AT_YET(stage -> stage.kratix.apply(Platform.request("mine", "large"))),
        WAITING_FOR_ITS_PROMISE(stage -> {
            stage.scripts.put("setup", FAILS);
            ask(stage, PROMISE);
            stage.apply(Platform.request("mine", "large"));
        }),
        WAITING_FOR_A_REQUIRED_PROMISE(
                stage -> stage.apply(declared().requires("base", "v1").build(), Platform.request("mine", "large"))),
        TRIED_AGAIN(stage -> {
            stage.scripts.put("first", FAILS);
            ask(stage, MINE);
            assertThat(stage.pipelines(MINE).toString()).contains("try 1 of 4");
        }),
        FAILED(stage -> {
            stage.scripts.put("first", FAILS);
            ask(stage, MINE);
            stage.pass(Duration.ofHours(1));
            assertThat(stage.conditions(MINE).toString()).contains("ConfigureWorkflowFailed");
        }),
        PROMISE_FAILED(stage -> {
            stage.scripts.put("setup", FAILS);
            ask(stage, PROMISE);
            stage.pass(Duration.ofHours(1));
            assertThat(stage.conditions(PROMISE).toString()).contains("ConfigureWorkflowFailed");
        }),
        SUSPENDED(stage -> {
            stage.scripts.put("first", control("suspend: true\n"));
            stage.scripts.put("setup", control("suspend: true\n"));
            ask(stage, MINE);
            ask(stage, PROMISE);
        }),
        SUSPENDED_FOR_A_TIME(stage -> {
            stage.scripts.put("first", control("retryAfter: 100h\n"));
            ask(stage, MINE);
        }),
        SUSPENDED_BY_A_PERSON(stage -> {
            stage.kratix.label(MINE, LabelChanges.set(KratixLabels.WORKFLOW_SUSPENDED, "true"));
            stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.WORKFLOW_SUSPENDED, "true"));
        }),
        PAUSED(stage -> {
            stage.kratix.label(MINE, LabelChanges.set(KratixLabels.PAUSED, "true"));
            stage.time.runAll();
        }),
        PROMISE_PAUSED(stage -> {
            stage.kratix.label(PROMISE, LabelChanges.set(KratixLabels.PAUSED, "true"));
            stage.time.runAll();
        }),
        BOUND_TO_A_VERSION_THAT_IS_NONE(stage -> stage.apply(
                Document.builder("platform.kratix.io/v1alpha1", "ResourceBinding", ObjectNames.binding("mine", "redis"))
                        .namespace("default")
                        .spec(Map.of(
                                "version",
                                "v9",
                                "promiseRef",
                                Map.of("name", "redis"),
                                "resourceRef",
                                Map.of("name", "mine", "namespace", "default")))
                        .build())),
        UNPLACED(stage -> {
            stage.delete(WORKER);
            ask(stage, MINE);
        }),
        NO_DESTINATION_AND_NO_STORE(stage -> {
            stage.delete(WORKER);
            stage.delete(Platform.STORE.reference());
        }),
        STORE_DOWN(stage -> storeFails(stage, PluginException.unavailable("no route to host"), 40)),
        STORE_REFUSES(stage -> storeFails(stage, PluginException.rejected("a hook declined it"), 10)),
        STORE_LETS_NOBODY_IN(stage -> storeFails(stage, PluginException.unauthorized("who are you?"), 30)),
        STORE_GONE(stage -> stage.delete(Platform.STORE.reference())),
        RUNNER_DOWN(stage -> runnerFails(stage, PluginException.unavailable("no Docker engine"))),
        RUNNER_MISCONFIGURED(stage -> runnerFails(stage, PluginException.misconfigured("no such network"))),
        RUNNER_ANSWERS_NOTHING(stage -> {
            stage.releaseFails = Optional.of(PluginException.unavailable("no Docker engine"));
            runnerFails(stage, PluginException.unavailable("no Docker engine"));
        }),
        RUNNER_CANNOT_RELEASE(stage -> {
            stage.releaseFails = Optional.of(PluginException.unavailable("no Docker engine"));
            ask(stage, MINE);
        });

        private final Setup setup;

        State(Setup setup) {
            this.setup = setup;
        }
    }

    /** What brings a state about. */
    @FunctionalInterface
    private interface Setup {
        void on(Stage stage);
    }

    /** What a Destination leaves that goes without cleanup. */
    private static final Set<State> LEAVES_FILES = EnumSet.of(State.UNPLACED, State.NO_DESTINATION_AND_NO_STORE);

    /** How the delete workflows do. */
    @SuppressWarnings("ImmutableEnumChecker") // likewise
    private enum Cleaning {
        SUCCEEDS(call -> {}),
        FAILS(DeletionFromAnyStateTest.FAILS),
        SUSPENDS(control("suspend: true\n")),
        WANTS_ANOTHER_TRY(control("retryAfter: 1000h\n"));

        private final PipelineFunction script;

        Cleaning(PipelineFunction script) {
            this.script = script;
        }
    }

    static Stream<Arguments> cases() {
        Stream<Arguments> states =
                Arrays.stream(State.values()).flatMap(state -> cases(state, Cleaning.SUCCEEDS, Cleaning.FAILS));
        return Stream.concat(states, cases(State.PLACED, Cleaning.SUSPENDS, Cleaning.WANTS_ANOTHER_TRY));
    }

    static Stream<Arguments> failing() {
        return Arrays.stream(State.values()).flatMap(state -> cases(state, Cleaning.FAILS));
    }

    private static Stream<Arguments> cases(State state, Cleaning... cleanings) {
        return Stream.of(MINE, PROMISE)
                .flatMap(deleted -> Arrays.stream(cleanings).map(cleaning -> Arguments.of(state, deleted, cleaning)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsOrSaysWhatItWaitsForAndEndsWhenThatIsMended(State state, ObjectReference deleted, Cleaning cleaning) {
        try (Stage stage = deletedFrom(state, deleted, cleaning)) {
            assertThatItIsGoneOrSaysWhy(stage, deleted);

            mend(stage, deleted);

            assertThat(stage.isThere(deleted))
                    .as(() -> String.valueOf(stage.status(deleted).get("message")))
                    .isFalse();
            assertThat(LEAVES_FILES.contains(state) ? List.<String>of() : stage.files())
                    .noneMatch(file -> file.contains(deleted.equals(PROMISE) ? "redis" : "redis/mine"));
        }
    }

    @ParameterizedTest
    @MethodSource("failing")
    void endsWhenItIsGivenUp(State state, ObjectReference deleted, Cleaning cleaning) {
        try (Stage stage = deletedFrom(state, deleted, cleaning)) {
            boolean there = stage.isThere(deleted);

            assertThat(stage.kratix.forget(deleted)).isEqualTo(there);
            stage.time.runAll();

            assertThat(stage.isThere(deleted)).isFalse();
            assertThat(stage.isThere(MINE)).isFalse();
            assertThat(stage.registry.list(Table.OWNERS, Query.all()).stream()
                            .filter(owner -> owner.value().owner().equals(deleted)))
                    .isEmpty();
        }
    }

    @Test
    void looksAtEveryState() {
        assertThat(State.values()).hasSize(STATES);
        assertThat(cases()).hasSize(STATES * 2 * 2 + 4);
        assertThat(failing()).hasSize(STATES * 2);
    }

    private static Stage deletedFrom(State state, ObjectReference deleted, Cleaning cleaning) {
        Stage stage = Stage.open();
        stage.scripts.put("clean", cleaning.script);
        stage.scripts.put("teardown", cleaning.script);
        stage.begin(declared().build(), request("mine"));
        assertThat(stage.conditions(MINE)).contains("Reconciled=True Reconciled: Reconciled");
        state.setup.on(stage);

        stage.delete(deleted);
        passUntilItIsGone(stage, deleted, Duration.ofHours(2));
        return stage;
    }

    private static Promise.Builder declared() {
        return promise()
                .resourceConfigure(pipeline("first", 3).build())
                .promiseConfigure(pipeline("setup"))
                .promiseDelete(pipeline("teardown"))
                .resourceDelete(pipeline("clean"));
    }

    private static void assertThatItIsGoneOrSaysWhy(Stage stage, ObjectReference deleted) {
        if (!stage.isThere(deleted)) {
            return;
        }
        String message = String.valueOf(stage.status(deleted).get("message"));
        assertThat(message).startsWith("Waiting ");
        if (deleted.equals(PROMISE) && message.endsWith(" to be deleted: " + MINE)) {
            assertThatItIsGoneOrSaysWhy(stage, MINE);
        } else {
            assertThat(message).endsWith("; to give up on it, call forget");
        }
    }

    private static void mend(Stage stage, ObjectReference deleted) {
        stage.scripts.clear();
        stage.runFails = Optional.empty();
        stage.releaseFails = Optional.empty();
        stage.apply(Platform.store(), Platform.destination("worker").build());
        for (int round = 0; round < 2; round++) {
            for (ObjectReference reference : Set.of(PROMISE, MINE)) {
                stage.kratix.label(
                        reference, LabelChanges.remove(KratixLabels.PAUSED).andRemove(KratixLabels.WORKFLOW_SUSPENDED));
                stage.kratix.label(reference, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"));
            }
            stage.pass(Duration.ofMinutes(1));
            passUntilItIsGone(stage, deleted, Duration.ofMinutes(30));
        }
        passUntilItIsGone(stage, deleted, Duration.ofHours(6));
    }

    /** No longer than it takes: in each virtual minute the engine goes its rounds. */
    private static void passUntilItIsGone(Stage stage, ObjectReference deleted, Duration limit) {
        Duration portion = limit.dividedBy(6);
        for (int part = 0; part < 6 && stage.isThere(deleted); part++) {
            stage.pass(portion);
        }
    }

    private static void ask(Stage stage, ObjectReference reference) {
        stage.kratix.label(reference, LabelChanges.set(KratixLabels.MANUAL_RECONCILIATION, "true"));
        stage.time.runAll();
    }

    private static void storeFails(Stage stage, PluginException failure, int times) {
        for (int i = 0; i < times; i++) {
            stage.place().failNext(Call.WRITE, failure);
        }
        stage.apply(Platform.request("mine", "large"));
    }

    private static void runnerFails(Stage stage, PluginException failure) {
        stage.runFails = Optional.of(failure);
        stage.apply(Platform.request("mine", "large"));
    }

    private static PipelineFunction control(String text) {
        return call -> call.writeMetadata("workflow-control.yaml", text);
    }
}
