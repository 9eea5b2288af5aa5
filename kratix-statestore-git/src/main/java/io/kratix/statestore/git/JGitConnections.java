// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URL;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** Makes the connections that JGit fetches over, on our terms: it may neither weaken the checks nor change the timeouts. */
final class JGitConnections implements HttpConnectionFactory {
    private final HttpAccess access;
    private final NetworkCall call;

    JGitConnections(HttpAccess access, NetworkCall call) {
        this.access = access;
        this.call = call;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return new Connection(access.open(url, call), call);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return new Connection(access.open(url, proxy, call), call);
    }

    /** What JGit wants of a connection, by the JDK's. */
    private record Connection(HttpURLConnection wrapped, NetworkCall call) implements HttpConnection {
        @Override
        public int getResponseCode() throws IOException {
            int status = HttpAnswer.status(wrapped);
            String query = String.valueOf(wrapped.getURL().getQuery());
            if (status == HTTP_OK && query.startsWith("service=")) {
                // JGit would take a page for people for an ancient server, and go looking for files.
                String service = query.replaceAll("^service=|&.*", "");
                HttpAnswer.require(wrapped, "application/x-" + service + "-advertisement");
            }
            return status;
        }

        @Override
        public URL getURL() {
            return wrapped.getURL();
        }

        @Override
        public String getResponseMessage() throws IOException {
            return String.valueOf(wrapped.getResponseMessage());
        }

        @Override
        public Map<String, List<String>> getHeaderFields() {
            return wrapped.getHeaderFields();
        }

        @Override
        public void setRequestProperty(String key, String value) {
            wrapped.setRequestProperty(key, value);
        }

        @Override
        public void setRequestMethod(String method) throws ProtocolException {
            wrapped.setRequestMethod(method);
        }

        @Override
        public void setUseCaches(boolean useCaches) {
            wrapped.setUseCaches(useCaches);
        }

        @Override
        public void setConnectTimeout(int timeout) {
            // ours is set, and finer than whole seconds
        }

        @Override
        public void setReadTimeout(int timeout) {
            // as above
        }

        @Override
        public @Nullable String getContentType() {
            return wrapped.getContentType();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return call.watched(wrapped.getInputStream());
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            return wrapped.getHeaderField(name);
        }

        @Override
        public @Nullable List<String> getHeaderFields(String name) {
            Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            wrapped.getHeaderFields().forEach((key, values) -> fields.put(String.valueOf(key), values));
            return fields.get(name);
        }

        @Override
        public int getContentLength() {
            return wrapped.getContentLength();
        }

        @Override
        public void setInstanceFollowRedirects(boolean follow) {
            wrapped.setInstanceFollowRedirects(follow);
        }

        @Override
        public void setDoOutput(boolean output) {
            wrapped.setDoOutput(output);
        }

        @Override
        public void setFixedLengthStreamingMode(int length) {
            wrapped.setFixedLengthStreamingMode(length);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return wrapped.getOutputStream();
        }

        @Override
        public void setChunkedStreamingMode(int chunk) {
            wrapped.setChunkedStreamingMode(chunk);
        }

        @Override
        public String getRequestMethod() {
            return wrapped.getRequestMethod();
        }

        @Override
        public boolean usingProxy() {
            return wrapped.usingProxy();
        }

        @Override
        public void connect() throws IOException {
            wrapped.connect();
        }

        @Override
        public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new UnsupportedOperationException("certificates are checked by our rules only");
        }

        @Override
        public void setHostnameVerifier(HostnameVerifier verifier) {
            throw new UnsupportedOperationException("host names are checked by the JDK's rules only");
        }
    }
}
