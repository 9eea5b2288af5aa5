// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi.statestore;

import io.kratix.model.StorePath;
import java.util.List;

/** Changes that shall hold together, and what the engine wants to be asked. Implemented by the engine. */
public interface WriteRequest {
    /**
     * {@return the changes: at least one; no two own the same path or one above the other; at most 1,000 or 64 MiB,
     * except a single larger change, or everything after {@code LOST}}
     */
    List<StateStoreChange> changes();

    /**
     * Throws if this call shall not take effect any more: time is up, the engine closes, or another took over. To be
     * called when the base is read and nothing is visible yet; a store without compare-and-swap calls it before every
     * file. Cheap: it looks at flags and a clock. What it throws is to be let pass.
     *
     * @throws InterruptedException if the engine asked to stop waiting
     */
    void checkpoint() throws InterruptedException;

    /**
     * {@return whether all that the engine knows, or cannot rule out, to be below a path, and can say, is in this request;
     * true for a first write} A store that finds the branch, tag or root of the path missing or replaced throws {@code LOST}
     * unless so; if so, it makes the place anew with what the request says.
     *
     * @param below the path
     */
    boolean completes(StorePath below);

    /**
     * {@return a request for direct use, which completes everything and never stops} That it completes everything switches
     * off the guard of {@link #completes}: a store whose branch, bucket or root is gone does not throw {@code LOST}, and makes
     * it anew with these changes alone.
     *
     * @param changes the changes
     */
    static WriteRequest of(List<StateStoreChange> changes) {
        List<StateStoreChange> copy = List.copyOf(changes);
        return new WriteRequest() {
            @Override
            public List<StateStoreChange> changes() {
                return copy;
            }

            @Override
            public void checkpoint() {
                // nobody waits for a request that was made by hand
            }

            @Override
            public boolean completes(StorePath below) {
                return true;
            }
        };
    }
}
