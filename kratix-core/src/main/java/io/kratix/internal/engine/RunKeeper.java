// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import io.kratix.internal.plugin.Boundary;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.Table;
import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the workflow runner for what is no run: whether it answers, what is left, and to let go of runs. */
final class RunKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RunKeeper.class);
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(30);

    private final Registry registry;
    private final WorkflowRunner runner;
    private final Executor executor;
    private final UnaryOperator<String> masked;
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * Asks a runner.
     *
     * @param masked takes secrets out of what it says
     */
    RunKeeper(Registry registry, WorkflowRunner runner, Executor executor, UnaryOperator<String> masked) {
        this.registry = registry;
        this.runner = runner;
        this.executor = executor;
        this.masked = masked;
    }

    /** What is asked. */
    @FunctionalInterface
    private interface Question {
        void ask() throws InterruptedException;
    }

    /** {@return why the runner cannot be reached; empty if it can} */
    Optional<String> problem(Duration limit) throws InterruptedException {
        return within(limit, "checkAccess", runner::checkAccess);
    }

    /** Has the runner remove what it left of runs that nobody wants any more; one that does not return is not asked again. */
    void releaseLeftovers() {
        if (!looking.compareAndSet(false, true)) {
            LOG.error("the workflow runner has not returned since it was last asked what it has left");
            return;
        }
        try {
            askForLeftovers();
        } finally {
            looking.set(false);
        }
    }

    private void askForLeftovers() {
        try {
            List<String> left = Boundary.call(runner, runner::leftovers);
            left.stream().filter(id -> !goesOn(id)).forEach(this::releaseLeftover);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn(
                    "what the workflow runner has left cannot be listed; looking again in an hour: {}",
                    masked.apply(e.toString()));
        }
    }

    /**
     * Lets go of runs that are cancelled because the engine closes.
     *
     * @param ids the runs
     * @param limit how long to wait for all of them
     */
    void cancel(Collection<String> ids, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (String id : ids) {
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            within(left, "release", () -> runner.release(id))
                    .ifPresent(problem -> LOG.warn("run {} was not released; the next engine will: {}", id, problem));
        }
    }

    private boolean goesOn(String id) {
        return registry.find(Table.RUNS, id)
                .filter(stored -> stored.value().phase() == RunRecord.Phase.RUNNING)
                .isPresent();
    }

    private void releaseLeftover(String id) {
        try {
            Boundary.call(runner, () -> {
                runner.release(id);
                return id;
            });
            LOG.info("released run {}, which nobody wants any more", id);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("run {} cannot be released; trying again in an hour: {}", id, masked.apply(e.toString()));
        }
    }

    /** {@return what kept it from an answer within the limit; empty if nothing did} */
    private Optional<String> within(Duration limit, String what, Question question) throws InterruptedException {
        FutureTask<String> task = new FutureTask<>(() -> Boundary.call(runner, () -> {
            question.ask();
            return "";
        }));
        Duration most = limit.compareTo(RELEASE_LIMIT) < 0 ? limit : RELEASE_LIMIT;
        try {
            executor.execute(task);
            task.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(masked.apply(String.valueOf(cause.getMessage())));
        } catch (TimeoutException e) {
            task.cancel(true);
            return Optional.of(what + " did not answer within " + most);
        } catch (RuntimeException | Error e) {
            return Optional.of("no thread is free to ask");
        }
    }
}
