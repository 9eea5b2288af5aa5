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
    NONE(engine -> new Flaw()),
    /** Tasks are added after the step that asked for them, in one of their own. */
    LOST_WAKE_UP(Bug::lostWakeUp),
    /** A deletion is answered and not written. */
    DROPPED_DELETE(Bug::droppedDelete),
    /** The outcome of a run is taken for recorded before it is. */
    DOUBLED_RUN(Bug::doubledRun),
    /** What a State Store shall hold is recorded when the store has committed it. */
    COMMIT_BEFORE_RECORD(HeldBackOwners::new),
    /** What a State Store shall hold is recorded as confirmed before the store commits it. */
    RECORD_BEFORE_COMMIT(OwedWrites::new);

    @SuppressWarnings("ImmutableEnumChecker") // method references, all of them
    private final Function<KilledEngine, Flaw> flaw;

    Bug(Function<KilledEngine, Flaw> flaw) {
        this.flaw = flaw;
    }

    Flaw in(KilledEngine engine) {
        return flaw.apply(engine);
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
