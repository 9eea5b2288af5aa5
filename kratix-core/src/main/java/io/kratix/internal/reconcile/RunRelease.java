// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.plugin.Boundary;
import io.kratix.internal.plugin.EngineSignal;
import io.kratix.internal.store.CallWatch;
import io.kratix.registry.Claim;
import io.kratix.spi.PluginException;
import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Has the workflow runner let go of runs, for a bounded time and never twice at once for one run. */
final class RunRelease {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final WorkflowRunner runner;
    private final CallWatch calls;
    private final UnaryOperator<PluginException> masked;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * Lets go of runs of a runner.
     *
     * @param masked takes secrets out of what it throws
     */
    RunRelease(WorkflowRunner runner, CallWatch calls, UnaryOperator<PluginException> masked) {
        this.runner = runner;
        this.calls = calls;
        this.masked = masked;
    }

    /**
     * Has a run ended and what it left removed.
     *
     * @param claim the claim that the calling thread works on
     * @param id the run's id
     * @param whenAbandoned run on another thread when the call does not even return when it is interrupted
     * @throws PluginException if the runner failed, took too long, or has not returned from an earlier call for this run
     * @throws InterruptedException if the calling thread is interrupted for another reason
     */
    void release(Claim claim, String id, Runnable whenAbandoned) throws InterruptedException {
        if (!underWay.add(id)) {
            throw PluginException.unavailable("an earlier call of release for this run has not returned");
        }
        try {
            within(calls.begin(claim, LIMIT, whenAbandoned), id);
        } finally {
            underWay.remove(id);
        }
    }

    private void within(CallWatch.Call call, String id) throws InterruptedException {
        try {
            Boundary.call(runner, () -> {
                runner.release(id);
                return id;
            });
        } catch (InterruptedException | EngineSignal e) {
            if (call.isTooLate()) {
                throw PluginException.unavailable("release did not end within " + LIMIT.toSeconds() + " s")
                        .causedBy(e);
            }
            throw e;
        } catch (PluginException e) {
            throw masked.apply(e);
        } finally {
            call.close();
        }
    }
}
