// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("podman")
@DisplayName("The Docker workflow runner, on Podman,")
@ExtendWith(OnEngine.Podman.class)
class PodmanContractTest extends EngineContract {
    PodmanContractTest(TestEngine engine) {
        super(engine);
    }
}
