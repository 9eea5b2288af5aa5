// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/** A repository that somebody else keeps, and how to talk with it. Its {@code toString} is its name in messages. */
interface Remote extends AutoCloseable {
    /**
     * {@return a transport to fetch by, for one conversation}
     *
     * @param cache the repository to fetch into
     * @param call the conversation
     * @throws IOException if there is no way to talk
     */
    Transport openFetch(Repository cache, NetworkCall call) throws IOException;

    /**
     * {@return what carries one push}
     *
     * @param call the conversation
     * @throws IOException if there is no way to talk
     */
    PushWire openPush(NetworkCall call) throws IOException;

    /**
     * Shows what only this kind of remote can tell of the right to write, without talking.
     *
     * @throws io.kratix.spi.PluginException {@code UNAUTHORIZED} if there is none
     */
    void checkWritable();

    /** {@return the one name of the repository, whichever way leads there: the cache of one is no other's} */
    String place();

    /** {@return how its name stands in what others say of it; the name is none of their words} */
    List<String> spellings();

    /** Frees what it holds. */
    @Override
    void close();
}
