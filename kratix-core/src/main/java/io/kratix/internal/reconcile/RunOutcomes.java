// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.internal.run.OwnersWorkflow;
import io.kratix.internal.run.PipelineProduct;
import io.kratix.internal.run.RunOutcome;
import io.kratix.internal.run.RunWatch;
import io.kratix.internal.run.StatusMerge;
import io.kratix.internal.step.Decision;
import io.kratix.internal.step.RegisteredObjects;
import io.kratix.internal.store.Owners;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectNames;
import io.kratix.model.ObjectReference;
import io.kratix.model.Work;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.Claim;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.RegisteredWork;
import io.kratix.registry.Registry;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import io.kratix.registry.StaleStepException;
import io.kratix.registry.Step;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records how runs end: the outcome, the Work, and what the Pipeline said of its object, in one step. */
final class RunOutcomes {
    private static final Logger LOG = LoggerFactory.getLogger(RunOutcomes.class);

    private final Registry registry;
    private final Clock clock;

    RunOutcomes(Registry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /** Records an outcome; one that comes after the run was given up counts for nothing. */
    void record(String id, RunOutcome outcome) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.RUNS, id)
                    .filter(stored -> stored.value().isOpen())
                    .ifPresent(stored -> record(step, stored, outcome));
            return step.build();
        });
    }

    /**
     * {@return what is recorded of a run while its try is made}
     *
     * @param claim the claim of who makes it
     * @param run the run
     * @param letGo gives the turn of who makes it to somebody else
     */
    RunWatch.Meanwhile meanwhile(Claim claim, RunRecord run, Runnable letGo) {
        return new RunWatch.Meanwhile() {
            @Override
            public void giveUp(RunOutcome outcome) {
                RunOutcomes.this.giveUp(claim, run, outcome);
                letGo.run();
            }

            @Override
            public void taken() {
                explain(run.id(), "");
            }
        };
    }

    /**
     * Records the outcome of a run that does not end, and takes the task from whoever waits for it: who has it next tells
     * the runner to let go of the run.
     */
    private void giveUp(Claim claim, RunRecord run, RunOutcome outcome) {
        try {
            Decision.commit(registry, () -> {
                Step.Builder step = Step.builder().retry(claim, Duration.ZERO, outcome.message());
                registry.find(Table.RUNS, run.id())
                        .filter(stored -> stored.value().isOpen())
                        .ifPresent(stored -> record(step, stored, outcome));
                return step.build();
            });
        } catch (StaleStepException e) {
            LOG.debug("somebody else has run {} by now", run.id(), e);
        }
    }

    /** {@return the run as it is recorded that a workflow runner is given it now} */
    RunRecord handOver(RunRecord run) {
        RunRecord handedOver = run.handedOver(clock.instant());
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.RUNS, run.id())
                    .filter(stored -> stored.value().equals(run))
                    .ifPresent(stored -> step.update(stored, handedOver));
            return step.build();
        });
        return handedOver;
    }

    /** Says why a run does not get on. */
    void explain(String id, String why) {
        Decision.commit(registry, () -> {
            Step.Builder step = Step.builder();
            registry.find(Table.RUNS, id)
                    .filter(stored ->
                            stored.value().isOpen() && !stored.value().message().equals(why))
                    .ifPresent(stored -> {
                        RunRecord run = stored.value();
                        step.update(stored, run.in(run.phase(), why)).enqueue(Owners.ownerTask(run.owner()));
                    });
            return step.build();
        });
    }

    private void record(Step.Builder step, Stored<RunRecord> stored, RunOutcome outcome) {
        RunRecord run = stored.value();
        boolean wanted = run.phase() == Phase.RUNNING;
        RunOutcome counts = wanted ? outcome : RunOutcome.of(Phase.CANCELLED, outcome.message());
        step.update(stored, counts.of(run, clock.instant()));
        counts.product().ifPresent(product -> {
            if (counts.phase() == Phase.SUCCEEDED && run.assignment().action() == WorkflowAction.CONFIGURE) {
                recordWork(step, run, product);
            }
            tellObject(step, run.owner(), counts, product);
        });
        step.enqueue(Owners.ownerTask(run.owner()));
    }

    private void tellObject(Step.Builder step, ObjectReference owner, RunOutcome outcome, PipelineProduct product) {
        RegisteredObjects.find(registry, owner.toString()).ifPresent(stored -> {
            RegisteredObject object = stored.value();
            RegisteredObject told = RegisteredObjects.withStatus(
                    object, StatusMerge.merge(object.document().status(), product.status()));
            boolean suspends = outcome.phase() == Phase.SUSPENDED;
            step.update(stored, suspends ? told.labelled(KratixLabels.WORKFLOW_SUSPENDED) : told);
        });
    }

    private void recordWork(Step.Builder step, RunRecord run, PipelineProduct product) {
        String promise = run.assignment().promise();
        if (RegisteredObjects.promise(registry, promise).isEmpty()) {
            return;
        }
        ObjectReference owner = run.owner();
        String start = owner.isPromise() ? promise : promise + "-" + owner.name();
        Work work = new Work(
                owner.isPromise() ? Kinds.SYSTEM_NAMESPACE : owner.namespace(),
                ObjectNames.deterministic(start + "-" + run.pipeline(), owner.toString(), run.pipeline()),
                OwnersWorkflow.workType(owner),
                promise,
                owner,
                run.pipeline(),
                run.assignment().position(),
                product.groups());
        Optional<Stored<RegisteredWork>> before = registry.find(Table.WORKS, RegisteredWork.key(work));
        Works.put(step, before, work, owner.isPromise() ? product.said() : Optional.empty());
    }
}
