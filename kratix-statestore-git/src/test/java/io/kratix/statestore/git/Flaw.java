// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.registry.Registry;
import io.kratix.registry.Step;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.WriteRequest;
import java.util.List;

/** What a killed engine does in place of some calls. This one is sound; others override what they do wrong. */
class Flaw {
    void commit(Registry real, Step step) throws Exception {
        real.commit(step);
    }

    /** {@return whether a call of the registry that commits nothing is answered by {@link #read}} */
    boolean reads(Object[] arguments) {
        return false;
    }

    Object read(Registry real, Object[] arguments) {
        throw new UnsupportedOperationException();
    }

    List<ChangeOutcome> write(StateStore real, WriteRequest request) throws Exception {
        return real.write(request);
    }
}
