// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("docker")
@DisplayName("The Docker workflow runner, on Docker,")
@ExtendWith(OnEngine.Docker.class)
class DockerContractTest extends EngineContract {
    DockerContractTest(TestEngine engine) {
        super(engine);
    }
}
