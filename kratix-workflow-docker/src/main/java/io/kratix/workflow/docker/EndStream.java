// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.WaitResponse;

/** Ends when a container does. */
final class EndStream extends EngineStream<WaitResponse> {
    @Override
    void take(WaitResponse part) {
        // that it comes is all there is to know: the container's state tells the rest
    }
}
