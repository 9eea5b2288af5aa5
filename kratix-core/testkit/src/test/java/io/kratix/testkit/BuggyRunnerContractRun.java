// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.WorkflowRunner;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on a runner with a planted bug. Run by {@link PlantedRunnerBugsTest} alone, which names the bug. */
class BuggyRunnerContractRun extends DurableContract {
    private PlantedRunnerBug bug = PlantedRunnerBug.NONE;

    @RegisterExtension
    final BeforeEachCallback choice = context -> bug = PlantedRunnerBug.named(
            context.getConfigurationParameter(BuggyContractRun.BUG).orElseThrow());

    @Override
    protected WorkflowRunner open() {
        return bug.opener().apply(backend());
    }

    @Override
    protected Duration limit() {
        return bug.limit();
    }
}
