// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.WorkflowRunner;

class DurableWorkflowRunnerContractTest extends DurableContract {
    @Override
    protected WorkflowRunner open() {
        return new DurableWorkflowRunner(backend());
    }
}
