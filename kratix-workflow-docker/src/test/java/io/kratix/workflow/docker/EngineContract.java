// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.Container;
import io.kratix.spi.workflow.WorkflowRunner;
import io.kratix.testkit.ContainerScript;
import io.kratix.testkit.WorkflowRunnerContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What every workflow runner does, on an engine. */
abstract class EngineContract extends WorkflowRunnerContract {
    private final TestEngine engine;

    EngineContract(TestEngine engine) {
        this.engine = engine;
    }

    @Override
    protected WorkflowRunner open() {
        return engine.runner().open();
    }

    @Override
    protected boolean durable() {
        return true;
    }

    @Override
    protected Container container(String name, ContainerScript script) {
        return new Container(
                name, TestEngine.IMAGE, List.of("/bin/sh", "-c", script.shell()), List.of(), Map.of("name", name));
    }

    @Override
    protected Container unknownImage(String name) {
        return new Container(name, "kratix-test/nowhere:1", List.of(), List.of(), Map.of("imagePullPolicy", "Never"));
    }

    @Override
    protected void letGo(String runId, String container) {
        String id = engine.docker(
                        "ps",
                        "--quiet",
                        "--filter",
                        "label=jvm.kratix.io/run=" + runId,
                        "--filter",
                        "label=jvm.kratix.io/container=" + container)
                .strip();
        engine.docker("exec", id, "touch", ContainerScript.GO_FILE);
    }

    @Override
    protected Duration limit() {
        return Duration.ofMinutes(2);
    }
}
