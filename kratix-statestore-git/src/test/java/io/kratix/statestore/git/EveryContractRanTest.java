// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.testkit.EveryContractRan;
import java.util.List;
import org.junit.jupiter.api.Test;

class EveryContractRanTest implements EveryContractRan {
    @Test
    @Override
    public void onEachBackendOfThisPackageThatIsListed() {
        List.of("nginx", "fcgiwrap", "git-http-backend", "sshd").forEach(Servers::require);
        EveryContractRan.super.onEachBackendOfThisPackageThatIsListed();
    }
}
