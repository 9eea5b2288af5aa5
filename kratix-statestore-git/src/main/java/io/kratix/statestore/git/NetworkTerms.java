// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * On which terms a remote is talked with.
 *
 * @param executor where the talking runs
 * @param clock tells how old what we know is
 * @param minimumFetchInterval how old it may be
 * @param timeout how long the remote may be silent
 */
record NetworkTerms(Executor executor, Clock clock, Duration minimumFetchInterval, Duration timeout) {
    <T> T call(NetworkCall.Work<T> work) throws IOException, InterruptedException {
        return NetworkCall.run(executor, timeout, work);
    }

    /** {@return {@link #timeout} as JGit wants it: whole seconds, at least one} */
    int timeoutSeconds() {
        return Math.toIntExact(Math.max(1, Math.min(timeout.toSeconds(), Integer.MAX_VALUE / 1000)));
    }
}
