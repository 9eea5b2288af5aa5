// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.internal.reconcile.Workflow.Next;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RunAssignment;
import io.kratix.registry.RunRecord;
import io.kratix.registry.RunRecord.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which Pipeline comes next follows from the Pipelines, the specs and the runs on record. */
final class WorkflowTest {
    private static final String A = "hash-a";
    private static final String B = "hash-b";
    private static final Pipeline FIRST =
            Pipeline.builder("first").container("c", "i").build();
    private static final Pipeline SECOND =
            Pipeline.builder("second").container("c", "i").build();
    private static final Pipeline THIRD =
            Pipeline.builder("third").container("c", "i").build();

    private long ordinal;

    @Test
    void isDoneWithoutPipelines() {
        Workflow workflow = workflow(List.of(), A, List.of());

        assertThat(workflow.next()).isEqualTo(Next.DONE);
        assertThat(workflow.succeeded()).isZero();
    }

    @Test
    void runsTheFirstPipelineWhenNothingHasRun() {
        Workflow workflow = workflow(List.of(FIRST, SECOND), A, List.of());

        assertThat(workflow.next()).isEqualTo(Next.RUN);
        assertThat(next(workflow)).isEqualTo(FIRST);
        assertThat(workflow.last()).isEmpty();
    }

    @Test
    void waitsWhileAPipelineRuns() {
        RunRecord running = run(0, A, Phase.RUNNING);

        Workflow workflow = workflow(List.of(FIRST, SECOND), A, List.of(running));

        assertThat(workflow.next()).isEqualTo(Next.WAIT);
        assertThat(workflow.last()).contains(running);
    }

    @Test
    void waitsForARunWithOlderSpecsToo() {
        Workflow workflow = workflow(List.of(FIRST), B, List.of(run(0, A, Phase.RUNNING)));

        assertThat(workflow.next()).isEqualTo(Next.WAIT);
        assertThat(workflow.succeeded()).isZero();
    }

    @Test
    void waitsForARunOfAPipelineThatIsNoLongerDeclared() {
        Workflow workflow = workflow(List.of(), A, List.of(run(0, A, Phase.RUNNING)));

        assertThat(workflow.next()).isEqualTo(Next.WAIT);
    }

    @Test
    void runsOnePipelineAfterTheOther() {
        List<Pipeline> pipelines = List.of(FIRST, SECOND, THIRD);
        RunRecord one = run(0, A, Phase.SUCCEEDED);
        RunRecord two = run(1, A, Phase.SUCCEEDED);
        RunRecord three = run(2, A, Phase.SUCCEEDED);

        Workflow afterOne = workflow(pipelines, A, List.of(one));
        Workflow afterTwo = workflow(pipelines, A, List.of(one, two));
        Workflow afterThree = workflow(pipelines, A, List.of(one, two, three));

        assertThat(next(afterOne)).isEqualTo(SECOND);
        assertThat(next(afterTwo)).isEqualTo(THIRD);
        assertThat(List.of(afterOne.next(), afterTwo.next(), afterThree.next()))
                .containsExactly(Next.RUN, Next.RUN, Next.DONE);
    }

    @Test
    void looksAtRunsInTheirOwnOrderHoweverTheyAreListed() {
        RunRecord one = run(0, A, Phase.SUCCEEDED);
        RunRecord two = run(1, A, Phase.FAILED);

        Workflow workflow = workflow(List.of(FIRST, SECOND), A, List.of(two, one));

        assertThat(workflow.last()).contains(two);
        assertThat(workflow.succeeded()).isEqualTo(1);
    }

    @Test
    void stopsAtAPipelineThatFailed() {
        RunRecord succeeded = run(0, A, Phase.SUCCEEDED);
        RunRecord failed = run(1, A, Phase.FAILED);

        Workflow workflow = workflow(List.of(FIRST, SECOND, THIRD), A, List.of(succeeded, failed));

        assertThat(workflow.next()).isEqualTo(Next.FAILED);
        assertThat(workflow.succeeded()).isEqualTo(1);
        assertThat(workflow.failure()).contains(failed);
    }

    @Test
    void beginsAnewWithOtherSpecsThoughTheLastRunFailed() {
        Workflow workflow =
                workflow(List.of(FIRST, SECOND), B, List.of(run(0, A, Phase.SUCCEEDED), run(1, A, Phase.FAILED)));

        assertThat(workflow.next()).isEqualTo(Next.RUN);
        assertThat(next(workflow)).isEqualTo(FIRST);
        assertThat(workflow.failure()).isEmpty();
    }

    @Test
    void beginsAnewWhenEarlierSpecsComeBack() {
        List<RunRecord> runs = List.of(run(0, A, Phase.SUCCEEDED), run(0, B, Phase.SUCCEEDED));

        Workflow workflow = workflow(List.of(FIRST), A, runs);

        assertThat(workflow.next()).isEqualTo(Next.RUN);
        assertThat(next(workflow)).isEqualTo(FIRST);
    }

    @Test
    void isDoneWhenEarlierSpecsCameBackAndRanAgain() {
        List<RunRecord> runs =
                List.of(run(0, A, Phase.SUCCEEDED), run(0, B, Phase.SUCCEEDED), run(0, A, Phase.SUCCEEDED));

        Workflow workflow = workflow(List.of(FIRST), A, runs);

        assertThat(workflow.next()).isEqualTo(Next.DONE);
    }

    @Test
    void isDoneWhenAPipelineWasRemovedAfterAllHadSucceeded() {
        List<RunRecord> runs = List.of(run(0, A, Phase.SUCCEEDED), run(1, A, Phase.SUCCEEDED));

        Workflow workflow = workflow(List.of(FIRST), A, runs);

        assertThat(workflow.next()).isEqualTo(Next.DONE);
    }

    @Test
    void runsThePipelineThatWasAddedAtTheEnd() {
        Workflow workflow = workflow(List.of(FIRST, SECOND), A, List.of(run(0, A, Phase.SUCCEEDED)));

        assertThat(workflow.next()).isEqualTo(Next.RUN);
        assertThat(next(workflow)).isEqualTo(SECOND);
    }

    @Test
    void goesOnAfterAPipelineThatSucceededInALaterTry() {
        List<RunRecord> runs = List.of(run(0, A, Phase.FAILED), run(0, A, Phase.SUCCEEDED));

        Workflow workflow = workflow(List.of(FIRST, SECOND), A, runs);

        assertThat(workflow.next()).isEqualTo(Next.RUN);
        assertThat(next(workflow)).isEqualTo(SECOND);
        assertThat(workflow.failure()).isEmpty();
    }

    private static Workflow workflow(List<Pipeline> pipelines, String hash, List<RunRecord> runs) {
        Workflow.Asked nothing = new Workflow.Asked(false, false, false, 0, Instant.EPOCH);
        return Workflow.of(WorkflowAction.CONFIGURE, pipelines, hash, runs, nothing);
    }

    private static Pipeline next(Workflow workflow) {
        return workflow.pipelines().get(workflow.position());
    }

    private RunRecord run(int position, String hash, Phase phase) {
        String name = List.of(FIRST, SECOND, THIRD).get(position).name();
        RunAssignment assignment =
                new RunAssignment("redis", "v1", WorkflowAction.CONFIGURE, name, position, hash, 1, "key", 0, 0, 0);
        ObjectReference owner = ObjectReference.request("marketplace.kratix.io", "redis", "default", "my-request");
        return RunRecord.begun("run-" + ++ordinal, owner, assignment, ordinal, Instant.EPOCH, Instant.EPOCH)
                .ended(phase, "", List.of(), List.of(), Optional.empty(), Instant.EPOCH);
    }
}
