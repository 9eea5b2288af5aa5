// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/** A repository that somebody else keeps, and how to talk with it. Its {@code toString} is its name in messages. */
interface Remote {
    /**
     * {@return a transport for one conversation}
     *
     * @param cache the repository to fetch into and to push from
     * @param call the conversation
     * @throws IOException if there is no way to talk
     */
    Transport open(Repository cache, NetworkCall call) throws IOException;

    /**
     * Shows what only this kind of remote can tell of the right to write, without talking.
     *
     * @throws io.kratix.spi.PluginException {@code UNAUTHORIZED} if there is none
     */
    void checkWritable();
}
