// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/**
 * What every workflow runner does: the semantics of {@link WorkflowRunner}, as tests. A runner's test inherits them:
 *
 * <pre>{@code
 * class MyRunnerContractTest extends WorkflowRunnerContract {
 *     protected WorkflowRunner open() { ... }
 *     protected boolean durable() { return true; }
 *     protected Container container(String name, ContainerScript script) {
 *         return ... image with a shell, command "sh", "-c", script.shell() ...
 *     }
 *     protected Container unknownImage(String name) { ... }
 *     protected void letGo(String runId, String container) { ... make ContainerScript.GO_FILE there ... }
 * }
 * }</pre>
 *
 * <p>What a runner declares about itself chooses the tests: one whose runs outlive it is also tested for being joined.
 */
@HeldBy({
    "io.kratix.testkit.DurableWorkflowRunnerContractTest",
    "io.kratix.testkit.InProcessWorkflowRunnerContractTest",
    "io.kratix.testkit.ScriptedWorkflowRunnerContractTest",
    "io.kratix.workflow.docker.DockerContractTest",
    "io.kratix.workflow.docker.PodmanContractTest"
})
@DisplayName("A workflow runner")
public abstract class WorkflowRunnerContract {
    /** For subclasses. */
    protected WorkflowRunnerContract() {}

    /**
     * {@return an open runner; called again within a test, after the one before was closed, it opens the same backend}
     *
     * @throws IOException if the backend cannot be made
     */
    protected abstract WorkflowRunner open() throws IOException;

    /** {@return whether the runner's authors say that its runs outlive it} */
    protected abstract boolean durable();

    /**
     * {@return a container that does what a script says, on an image that the backend has}
     *
     * @param name the container's name
     * @param script what it does
     */
    protected abstract Container container(String name, ContainerScript script);

    /**
     * {@return a container with an image that is nowhere to be had}
     *
     * @param name the container's name
     */
    protected abstract Container unknownImage(String name);

    /**
     * Lets a container go on that waits in {@link ContainerScript#awaitGo}.
     *
     * @param runId its run
     * @param container its name
     * @throws IOException if the container cannot be reached
     * @throws InterruptedException if the test is interrupted
     */
    protected abstract void letGo(String runId, String container) throws IOException, InterruptedException;

    /** {@return whether the exit code of a container comes back as it is; if not, any but 0 stands for a failure} */
    protected boolean tellsExitCodes() {
        return true;
    }

    /** {@return how long anything may take that is waited for; 30 seconds unless the backend needs more} */
    protected Duration limit() {
        return Duration.ofSeconds(30);
    }

    @Nested
    @DisplayName("runs the containers of a Pipeline one after another over three directories")
    class Running extends RunningRules {
        Running() {
            super(WorkflowRunnerContract.this);
        }
    }

    @Nested
    @DisplayName("takes a container that fails for an outcome")
    class Failing extends FailingRules {
        Failing() {
            super(WorkflowRunnerContract.this);
        }
    }

    @Nested
    @DisplayName("tells what containers print")
    class Logging extends LoggingRules {
        Logging() {
            super(WorkflowRunnerContract.this);
        }
    }

    @Nested
    @DisplayName("lets pass what the engine throws")
    class Signals extends SignalRules {
        Signals() {
            super(WorkflowRunnerContract.this);
        }
    }

    @Nested
    @DisplayName("stops waiting, and leaves nothing that was released")
    class Stopping extends StoppingRules {
        Stopping() {
            super(WorkflowRunnerContract.this);
        }
    }

    @Nested
    @DisplayName("joins a run by its id until it is released, if it declares that runs outlive it")
    class Joining extends JoiningRules {
        Joining() {
            super(WorkflowRunnerContract.this);
        }
    }
}
