// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.WorkflowRunner;

class ScriptedWorkflowRunnerContractTest extends WorkflowRunnerContract {
    private final PlayedContainers played = new PlayedContainers();

    @Override
    protected WorkflowRunner open() {
        return new ScriptedWorkflowRunner()
                .pipeline("configure", run -> played.play(run.pipeline().containers(), new RunStage(run)));
    }

    @Override
    protected boolean durable() {
        return false;
    }

    @Override
    protected Container container(String name, ContainerScript script) {
        return played.container(name, script);
    }

    @Override
    protected Container unknownImage(String name) {
        return PlayedContainers.unknownImage(name);
    }

    @Override
    protected void letGo(String runId, String container) {
        played.letGo(runId, container);
    }
}
