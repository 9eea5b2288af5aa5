// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.registry.Claim;
import io.kratix.registry.Registry;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts tasks off, now or as soon as the registry answers: until it is told, nobody works on them. */
final class PutOffs {
    private static final Logger LOG = LoggerFactory.getLogger(PutOffs.class);

    private final Registry registry;
    private final Runnable tryAgainSoon;
    private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>();

    PutOffs(Registry registry, Runnable tryAgainSoon) {
        this.registry = registry;
        this.tryAgainSoon = tryAgainSoon;
    }

    void putOff(Claim claim, Duration pause, String reason) {
        try {
            registry.commit(Step.builder().retry(claim, pause, reason).build());
        } catch (StaleStepException e) {
            LOG.debug("the claim on {} is not ours any more", claim.task().key(), e);
        } catch (RuntimeException | Error e) {
            postponed.add(() -> putOff(claim, pause, reason));
            tryAgainSoon.run();
            LOG.warn(
                    "{} cannot be put off; trying again in a second: {}",
                    claim.task().key(),
                    e.toString());
        }
    }

    /** Tells the registry what it could not be told before. */
    void again() {
        for (int left = postponed.size(); left > 0; left--) {
            Optional.ofNullable(postponed.poll()).ifPresent(Runnable::run);
        }
    }
}
