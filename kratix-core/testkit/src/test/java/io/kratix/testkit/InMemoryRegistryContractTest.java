// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.registry.Registry;
import java.time.Clock;

/** The contract on the heap, where the registry itself is what is left when an engine has closed. */
final class InMemoryRegistryContractTest extends RegistryContract {
    @Override
    protected Registry open(Clock clock) {
        return Registry.inMemory(clock);
    }

    @Override
    protected Registry reopen(Registry closed, Clock clock) {
        return closed;
    }
}
