// SPDX-License-Identifier: Apache-2.0
package io.kratix.simulation;

import io.kratix.registry.OwnerState;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.registry.Task;
import io.kratix.spi.statestore.StateStoreProvider;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Bugs as an engine could have them, planted where its decisions are recorded and its calls go out. */
enum PlantedFault {
    /** There is none. */
    NONE("nothing"),
    /** Now and then nobody is told that a Work has to be looked at. */
    LOST_WAKE_UP("Reconciled=Unknown (Pending)"),
    /** Files that shall go are forgotten instead. */
    DROPPED_DELETE(", not nothing"),
    /** A file that its owner does not write any more stays beside the others. */
    STALE_SIBLING(", not nothing"),
    /** Now and then the outcome of a run is forgotten, and the run begins once more. */
    DOUBLED_RUN("succeeded 2 times"),
    /** What shall hold is taken for confirmed before the State Store has it. */
    EARLY_STATUS("is ready before a State Store has"),
    /** That somebody does not want a request any more is forgotten. */
    LOST_DELETION("nobody wants it");

    private static final int NOW_AND_THEN = 5;

    private final String sign;

    PlantedFault(String sign) {
        this.sign = sign;
    }

    /** {@return whether it is this bug that was found, and not what follows from it} */
    boolean isAmong(List<String> findings) {
        return findings.stream().anyMatch(finding -> finding.contains(sign));
    }

    /** {@return the registry, with the bug} */
    Registry plant(Registry registry) {
        if (this == NONE || this == STALE_SIBLING) {
            return registry;
        }
        AtomicInteger count = new AtomicInteger();
        return AlteredRegistry.of(registry, step -> alter(step, count.incrementAndGet() % NOW_AND_THEN == 0));
    }

    /** {@return the State Stores, with the bug} */
    StateStoreProvider plant(StateStoreProvider stores, World world) {
        return this == STALE_SIBLING ? new UntidyStores(stores, world) : stores;
    }

    private Step alter(Step step, boolean now) {
        return switch (this) {
            case LOST_WAKE_UP -> now ? AlteredRegistry.withTasks(step, task -> task.type() != Task.Type.WORK) : step;
            case DROPPED_DELETE ->
                AlteredRegistry.with(
                        step, OwnerState.class, state -> Optional.of(state).filter(one -> !one.isLeaving()));
            case EARLY_STATUS ->
                AlteredRegistry.with(step, OwnerState.class, state -> Optional.of(confirmedEarly(state)));
            case DOUBLED_RUN -> now ? AlteredRegistry.withoutOutcomes(step) : step;
            // of people's calls alone, which finish no task: the engine would ask again and again
            case LOST_DELETION ->
                step.completion().isEmpty()
                        ? AlteredRegistry.with(step, RegisteredObject.class, object -> Optional.of(staying(object)))
                        : step;
            case NONE, STALE_SIBLING -> step;
        };
    }

    private static OwnerState confirmedEarly(OwnerState state) {
        boolean waits = state.isPending() && !state.isLeaving();
        return waits ? state.confirmed(state.desired(), "early", state.area().claims()) : state;
    }

    private static RegisteredObject staying(RegisteredObject object) {
        boolean isRequest = object.facts().containsKey(RegisteredObject.PROMISE);
        return isRequest && object.isDeleting() && !object.cameByFile()
                ? new RegisteredObject(
                        object.document(),
                        object.generation(),
                        object.created(),
                        Optional.empty(),
                        object.engineLabels(),
                        object.facts())
                : object;
    }
}
