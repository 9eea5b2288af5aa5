// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.eclipse.jgit.transport.URIish;

/** Starts Git's server programs next to a repository, here or elsewhere. */
interface RemoteProgram {
    /** {@return where the repository is} */
    URIish uri();

    /**
     * Starts a program.
     *
     * @param service {@code upload-pack} or {@code receive-pack}
     * @param environment variables that it shall have, if that can be done
     * @param call the conversation; it ends the program when it is cancelled, and gets what that says for people
     */
    Running start(String service, Map<String, String> environment, NetworkCall call) throws IOException;

    /** A program at work. */
    interface Running extends AutoCloseable {
        /** {@return what it writes} */
        InputStream output();

        /** {@return what it reads} */
        OutputStream input();

        /** Waits for the end that follows the end of its input, so that its locks are gone when we go on. */
        @Override
        void close();
    }
}
