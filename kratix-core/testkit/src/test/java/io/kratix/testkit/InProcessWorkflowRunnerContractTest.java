// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.spi.workflow.WorkflowRunner;
import java.nio.file.Path;
import java.util.Map;

class InProcessWorkflowRunnerContractTest extends WorkflowRunnerContract {
    private final PlayedContainers played = new PlayedContainers();

    @Override
    protected WorkflowRunner open() {
        return InProcessWorkflowRunner.builder()
                .image(PlayedContainers.IMAGE, call -> played.play(call.container(), new CallStage(call)))
                .build();
    }

    @Override
    protected boolean durable() {
        return false;
    }

    /** A function that throws stands for any exit code but 0. */
    @Override
    protected boolean tellsExitCodes() {
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

    /** What a function sees. */
    private record CallStage(PipelineCall call) implements PlayedContainers.Stage {
        @Override
        public String runId() {
            return call.runId();
        }

        @Override
        public Path directory(String name) {
            return switch (name) {
                case "input" -> call.input();
                case "output" -> call.output();
                default -> call.metadata();
            };
        }

        @Override
        public Map<String, String> environment(Container container) {
            return call.environment();
        }

        @Override
        public void print(Container container, LogStream stream, String line) {
            call.log(stream, line);
        }
    }
}
