// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("podman")
@DisplayName("On Podman")
@ExtendWith(OnEngine.Podman.class)
class PodmanTest extends DockerWorkflowRunnerRules {
    PodmanTest(TestEngine engine) {
        super(engine);
    }
}
