// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;

@DisplayName("A Git State Store over file:")
class GitStateStoreContractTest extends GitContract {
    @Override
    GitStateStoreBuilder builder(BareRepository remote, Path cache) {
        return GitStateStore.builder(remote.url(), cache);
    }
}
