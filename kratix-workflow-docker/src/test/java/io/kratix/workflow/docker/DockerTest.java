// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("docker")
@DisplayName("On Docker")
@ExtendWith(OnEngine.Docker.class)
class DockerTest extends DockerWorkflowRunnerRules {
    DockerTest(TestEngine engine) {
        super(engine);
    }
}
