// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Has the JVM go through an HTTP proxy at a port of this machine, whatever it wants to reach, until it is closed. */
final class JvmProxy extends ProxySelector implements AutoCloseable {
    private final ProxySelector before = ProxySelector.getDefault();
    private final Proxy proxy;
    private final List<URI> asked = new CopyOnWriteArrayList<>();

    private JvmProxy(int port) {
        proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", port));
    }

    static JvmProxy at(int port) {
        JvmProxy made = new JvmProxy(port);
        ProxySelector.setDefault(made);
        return made;
    }

    /** {@return what somebody wanted to reach} */
    List<URI> asked() {
        return asked;
    }

    @Override
    public List<Proxy> select(URI uri) {
        asked.add(uri);
        return List.of(proxy);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        throw new AssertionError(failure);
    }

    @Override
    public void close() {
        ProxySelector.setDefault(before);
    }
}
