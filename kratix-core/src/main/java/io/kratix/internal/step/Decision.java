// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.step;

import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Decides and commits, again and again, until nothing changed in between. */
public final class Decision {
    private static final int MOST_TRIES = 100;

    private Decision() {}

    /**
     * Commits what is decided.
     *
     * @param registry where to commit
     * @param decision reads the registry and says what to do; called again if that was overtaken
     */
    public static void commit(Registry registry, Supplier<Step> decision) {
        for (int tries = 1; ; tries++) {
            try {
                registry.commit(decision.get());
                return;
            } catch (StaleStepException e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Finishes a task about an object, with what is decided about it if it is still there.
     *
     * @param registry where to look and to commit
     * @param claim a task whose subject is an object's key
     * @param decision adds to the step what has to be done
     */
    public static void commitAbout(
            Registry registry, Claim claim, BiConsumer<Step.Builder, Stored<RegisteredObject>> decision) {
        commit(registry, () -> {
            Step.Builder step = Step.builder().finish(claim);
            RegisteredObjects.find(registry, claim.task().subject()).ifPresent(stored -> decision.accept(step, stored));
            return step.build();
        });
    }
}
