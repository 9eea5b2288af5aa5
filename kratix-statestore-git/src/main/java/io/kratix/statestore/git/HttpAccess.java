// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * How to reach one server over HTTP: which certificates to trust, and whom to say that we are. The name and password go
 * to that server only, whatever it redirects to, and with the first request, so that none is sent twice.
 *
 * @param origin the repository's URL
 * @param credentials who we are; empty for nobody
 * @param certificates whom to trust; empty for whom the JVM trusts
 */
record HttpAccess(URI origin, Optional<Credentials> credentials, Optional<SSLSocketFactory> certificates) {
    /**
     * A name and a password or token.
     *
     * @param user may be empty
     * @param password not empty
     */
    record Credentials(String user, Secret password) {
        /**
         * {@return credentials}
         *
         * @throws IllegalArgumentException if the password is empty or of more than one line; the message completes a
         *     sentence
         */
        static Credentials of(String user, Secret password) {
            String text = password.text();
            if (text.isEmpty()) {
                throw new IllegalArgumentException("is empty");
            }
            if (text.chars().anyMatch(character -> character < ' ')
                    || user.chars().anyMatch(c -> c < ' ' || c == ':')) {
                throw new IllegalArgumentException("holds a control character, or a ':' in the user's name");
            }
            return new Credentials(user, password);
        }

        private String token() {
            byte[] both = (user + ":" + password.text()).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(both);
        }
    }

    /**
     * {@return a connection that has not been used yet; it goes by the JVM's proxy settings}
     *
     * @param url where to
     * @param call the conversation; it ends the connection when it is cancelled
     * @throws HttpStatusException if the URL is on another server than the document's: neither files nor passwords go there
     */
    HttpURLConnection open(URL url, NetworkCall call) throws IOException {
        requireOrigin(url);
        return prepared((HttpURLConnection) url.openConnection(), call);
    }

    /** {@return the same, through a proxy that is chosen already} */
    HttpURLConnection open(URL url, Proxy proxy, NetworkCall call) throws IOException {
        requireOrigin(url);
        return prepared((HttpURLConnection) url.openConnection(proxy), call);
    }

    private HttpURLConnection prepared(HttpURLConnection connection, NetworkCall call) {
        int timeout =
                Math.toIntExact(Math.min(Integer.MAX_VALUE, call.patience().toMillis()));
        connection.setConnectTimeout(timeout);
        connection.setReadTimeout(timeout);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        if (connection instanceof HttpsURLConnection secure) {
            certificates.ifPresent(secure::setSSLSocketFactory);
        }
        credentials.ifPresent(who -> {
            call.concealment().add(List.of(who.token(), who.password().text()));
            connection.setRequestProperty("Authorization", "Basic " + who.token());
        });
        call.onCancel(byForce -> connection.disconnect());
        return connection;
    }

    /** A server that leads to another one has the files sent to whoever it likes. */
    private void requireOrigin(URL url) throws HttpStatusException {
        if (!isOrigin(url)) {
            throw HttpAnswer.moved(HttpURLConnection.HTTP_MOVED_PERM, url.getProtocol() + "://" + url.getAuthority());
        }
    }

    private boolean isOrigin(URL url) {
        return url.getProtocol().equalsIgnoreCase(origin.getScheme())
                && url.getHost().equalsIgnoreCase(origin.getHost())
                && port(url.getPort(), url) == port(origin.getPort(), url);
    }

    private static int port(int port, URL url) {
        return port < 0 ? url.getDefaultPort() : port;
    }
}
