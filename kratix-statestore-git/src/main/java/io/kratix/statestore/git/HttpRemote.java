// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** A repository that is reached over HTTP, by Git's protocol for it (gitprotocol-http). */
final class HttpRemote implements Remote {
    private static final String RECEIVE = "git-receive-pack";
    private static final int MOST_REDIRECTS = 5;
    /** A server that refuses so many bytes says so before they are sent, if it is asked. Asking costs a round trip. */
    private static final long WORTH_ASKING = 1024 * 1024 - 1024;

    private final HttpAccess access;
    private final String place;

    HttpRemote(HttpAccess access, String place) {
        this.access = access;
        this.place = place;
    }

    @Override
    public Transport openFetch(Repository cache, NetworkCall call) throws IOException {
        try {
            Transport transport =
                    Transport.open(cache, new URIish(access.origin().toString()));
            ((TransportHttp) transport).setHttpConnectionFactory(new JGitConnections(access, call));
            return transport;
        } catch (URISyntaxException e) {
            throw new TransportException(place, e);
        }
    }

    @Override
    public PushWire openPush(NetworkCall call) {
        return new Wire(call);
    }

    @Override
    public void checkWritable() {
        // only the server can tell
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public List<String> spellings() {
        return List.of(access.origin().toString(), access.origin().getPath(), place);
    }

    @Override
    public void close() {
        // connections end with their conversations
    }

    /** {@return host and path} */
    @Override
    public String toString() {
        return place;
    }

    /** Two requests: the first is answered by what receive-pack says first, the second by its report. */
    private final class Wire implements PushWire {
        private final NetworkCall call;
        private String base = access.origin().toString().replaceAll("/+$", "");

        Wire(NetworkCall call) {
            this.call = call;
        }

        @Override
        public InputStream advertisement() throws IOException {
            HttpURLConnection connection = redirected();
            HttpAnswer.require(connection, "application/x-" + RECEIVE + "-advertisement");
            InputStream body = call.watched(connection.getInputStream());
            PacketLineIn lines = new PacketLineIn(body);
            if (!lines.readString().equals("# service=" + RECEIVE) || !PacketLineIn.isEnd(lines.readString())) {
                throw new PackProtocolException("the server's answer is not of Git's protocol");
            }
            return body;
        }

        /** A repository that has moved within its server is followed, as git does. */
        private HttpURLConnection redirected() throws IOException {
            String tail = "/info/refs?service=" + RECEIVE;
            for (int hops = 0; ; hops++) {
                URL url = new URL(base + tail);
                HttpURLConnection connection = access.open(url, call);
                String location = connection.getHeaderField("Location");
                if (HttpAnswer.status(connection) / 100 != 3 || location == null || hops == MOST_REDIRECTS) {
                    return connection;
                }
                String target = resolved(url, location);
                if (!target.endsWith(tail) || !target.startsWith(url.getProtocol() + ":")) {
                    return connection;
                }
                base = target.substring(0, target.length() - tail.length());
            }
        }

        @Override
        public InputStream exchange(Request request) throws IOException {
            HttpURLConnection connection = access.open(new URL(base + "/" + RECEIVE), call);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/x-" + RECEIVE + "-request");
            connection.setRequestProperty("Accept", "application/x-" + RECEIVE + "-result");
            connection.setFixedLengthStreamingMode(request.length());
            if (request.length() > WORTH_ASKING) {
                connection.setRequestProperty("Expect", "100-continue");
            }
            send(connection, request);
            HttpAnswer.require(connection, "application/x-" + RECEIVE + "-result");
            return call.watched(connection.getInputStream());
        }

        private void send(HttpURLConnection connection, Request request) throws IOException {
            try (InputStream bytes = request.open();
                    OutputStream out = call.watched(connection.getOutputStream())) {
                bytes.transferTo(out);
            } catch (IOException e) {
                // A server that has seen enough answers before it has read all, and what it says tells more.
                throw earlyAnswer(connection, e);
            }
        }

        private IOException earlyAnswer(HttpURLConnection connection, IOException sending) {
            try {
                HttpAnswer.status(connection);
                return sending;
            } catch (IOException e) {
                if (e != sending) {
                    e.addSuppressed(sending);
                }
                return e;
            }
        }

        @Override
        public void close() {
            // each request has ended by itself
        }

        /** {@return where a redirection leads}; what is no URL leads nowhere. */
        private static String resolved(URL url, String location) {
            try {
                return url.toURI().resolve(new URI(location)).toString();
            } catch (URISyntaxException e) {
                return "";
            }
        }
    }
}
