// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.resolver.FileResolver;

/** JGit's server in this JVM, over HTTP and HTTPS, with basic authentication, and with whatever else a test wants it to say. */
final class JGitHttpServer implements AutoCloseable {
    static final String USER = "robot";
    static final String PASSWORD = "s3cret of many words";

    private final Server server = new Server();
    private final ServerConnector plain = new ServerConnector(server);
    private final ServerConnector secure;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Door door = (request, response) -> false;
    private volatile Optional<String> password = Optional.of(PASSWORD);

    /** Answers some requests in place of Git. */
    @FunctionalInterface
    interface Door {
        /** {@return whether it has answered} */
        boolean answers(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    private JGitHttpServer(Path folder) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(Https.store().toString());
        tls.setKeyStorePassword(Https.PASSWORD);
        secure = new ServerConnector(server, tls);
        for (ServerConnector connector : List.of(plain, secure)) {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        server.setHandler(handler(folder));
    }

    /** {@return a server of the repositories in a folder, started on ports that were free} */
    static JGitHttpServer start(Path folder) {
        JGitHttpServer made = new JGitHttpServer(folder);
        try {
            made.server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return made;
    }

    String url(String repository) {
        return "http://127.0.0.1:" + plain.getLocalPort() + "/" + repository;
    }

    String secureUrl(String repository) {
        return "https://localhost:" + secure.getLocalPort() + "/" + repository;
    }

    int plainPort() {
        return plain.getLocalPort();
    }

    /** {@return what was asked so far: method, path and query} */
    List<String> requests() {
        return requests;
    }

    /** Sets what answers in place of Git. */
    void door(Door answering) {
        door = answering;
    }

    /** Sets the password; empty for a server that lets everybody in. */
    void password(Optional<String> expected) {
        password = expected;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ServletContextHandler handler(Path folder) {
        GitServlet git = new GitServlet();
        git.setRepositoryResolver(new FileResolver<>(folder.toFile(), true));
        git.setReceivePackFactory((request, repository) -> new ReceivePack(repository));
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder(new Doorkeeper()), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(git), "/*");
        return context;
    }

    private final class Doorkeeper extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            requests.add(request.getMethod() + " " + request.getRequestURI() + query);
            if (!mayEnter(request)) {
                response.setHeader("WWW-Authenticate", "Basic realm=\"test\"");
                response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            } else if (!door.answers(request, response)) {
                chain.doFilter(request, response);
            }
        }

        private boolean mayEnter(HttpServletRequest request) {
            return password.map(expected -> ("Basic "
                                    + Base64.getEncoder()
                                            .encodeToString((USER + ":" + expected).getBytes(StandardCharsets.UTF_8)))
                            .equals(request.getHeader("Authorization")))
                    .orElse(true);
        }
    }
}
