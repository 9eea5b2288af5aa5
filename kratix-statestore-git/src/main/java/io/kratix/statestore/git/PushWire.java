// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** What carries a push to {@code git receive-pack}, wherever that runs: first it speaks, then we do, then it answers. */
interface PushWire extends Closeable {
    /**
     * {@return what receive-pack says first: refs and capabilities}
     *
     * @throws IOException if it cannot be reached
     */
    InputStream advertisement() throws IOException;

    /**
     * {@return receive-pack's answer}
     *
     * @param request the commands and the pack
     * @throws IOException if the request cannot be sent
     */
    InputStream exchange(Request request) throws IOException;

    /** What we send. */
    interface Request {
        /** {@return the number of bytes} */
        long length();

        /** {@return the bytes} */
        InputStream open() throws IOException;
    }
}
