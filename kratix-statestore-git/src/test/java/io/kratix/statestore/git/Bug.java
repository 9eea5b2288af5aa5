// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** What is wrong with a killed engine on purpose. */
enum Bug {
    /** Nothing. */
    NONE("", engine -> new Flaw()),
    /** Tasks are added after the step that asked for them, in one of their own. */
    LOST_WAKE_UP("it did not finish", Bug::lostWakeUp),
    /** A deletion is answered and not written. */
    DROPPED_DELETE("request-1/redis.yaml", Bug::droppedDelete),
    /** The outcome of a run is taken for recorded before it is. */
    DOUBLED_RUN("run again after its outcome was recorded", Bug::doubledRun),
    /** What a State Store shall hold is recorded when the store has committed it. */
    COMMIT_BEFORE_RECORD("it did not finish", HeldBackOwners::new),
    /** What a State Store shall hold is recorded as confirmed before the store commits it. */
    RECORD_BEFORE_COMMIT("the branch ", OwedWrites::new);

    @SuppressWarnings("ImmutableEnumChecker") // method references, all of them
    private final Function<KilledEngine, Flaw> flaw;

    private final String problem;

    Bug(String problem, Function<KilledEngine, Flaw> flaw) {
        this.problem = problem;
        this.flaw = flaw;
    }

    Flaw in(KilledEngine engine) {
        return flaw.apply(engine);
    }

    /** {@return what is said of the problem that it leaves behind} */
    String problem() {
        return problem;
    }

    private static Flaw lostWakeUp(KilledEngine engine) {
        return new Flaw() {
            @Override
            void commit(Registry real, Step step) {
                real.commit(Steps.without(step, Set.of(Steps.Part.TASKS)));
                engine.count();
                real.commit(Steps.without(step, EnumSet.complementOf(EnumSet.of(Steps.Part.TASKS))));
            }
        };
    }

    private static Flaw droppedDelete(KilledEngine engine) {
        return new Flaw() {
            @Override
            void commit(Registry real, Step step) throws Exception {
                boolean deletes = step.writes().stream()
                        .anyMatch(write -> write.value() instanceof RegisteredObject object && object.isDeleting());
                if (deletes && step.completion().isEmpty()) {
                    engine.write("dropped");
                } else {
                    real.commit(step);
                }
            }
        };
    }

    private static Flaw doubledRun(KilledEngine engine) {
        return new Flaw() {
            @Override
            void commit(Registry real, Step step) throws Exception {
                engine.noteOutcomes(step);
                if (KilledEngine.outcomes(step).findAny().isPresent()) {
                    engine.count();
                }
                real.commit(step);
            }
        };
    }
}
