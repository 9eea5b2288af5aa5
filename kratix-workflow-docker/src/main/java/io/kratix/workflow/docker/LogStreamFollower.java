// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.OutputStream;

/** Passes a container's output on, in the order in which the engine tells it. */
final class LogStreamFollower extends EngineStream<Frame> {
    private final Part stdout;
    private final Part stderr;

    LogStreamFollower(Part stdout, Part stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    @Override
    void take(Frame frame) throws IOException {
        (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).write(frame.getPayload());
    }

    /** One of the two streams, which may be told from its beginning more than once, and is passed on once. */
    static final class Part {
        private final OutputStream log;
        private long passed;
        private long skip;

        Part(OutputStream log) {
            this.log = log;
        }

        /** Notes that the engine begins anew. */
        void rewind() {
            skip = passed;
        }

        private void write(byte[] bytes) throws IOException {
            int known = (int) Math.min(skip, bytes.length);
            skip -= known;
            passed += bytes.length - known;
            log.write(bytes, known, bytes.length - known);
        }
    }
}
