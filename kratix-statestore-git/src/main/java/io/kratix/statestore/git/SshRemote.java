// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.DefaultProxyDataFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;

/** A repository that is reached over SSH, with one private key, on a host whose key is known. Nobody's files are looked at. */
final class SshRemote implements Remote, RemoteProgram {
    private static final String DEFAULT_USER = "git";
    private static final long SECONDS_TO_END = 10;
    /** A connection that is silent for longer may have been forgotten by what lies between. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(20);

    private static final RemoteSession NO_SESSION = new NoSession();
    private static final Idle NONE = new Idle(NO_SESSION, Instant.MIN);

    private final URIish uri;
    private final Address address;
    private final SshdSessionFactory sessions;
    private final Clock clock;
    private final AtomicReference<Idle> idle = new AtomicReference<>(NONE);

    /**
     * How to log in.
     *
     * @param keys the private key, without a password
     * @param hosts whom to trust
     */
    record Access(List<KeyPair> keys, KnownHosts hosts) {}

    /**
     * Where a repository is.
     *
     * @param server a URL that names the host; without a user in it, {@code git} is meant
     * @param path what the server is told, absolute or relative to the user's home
     * @param place the repository's one name
     */
    record Address(URI server, String path, String place) {}

    /**
     * Names a repository.
     *
     * @param address where it is
     * @param access how to log in
     * @param clock tells how long a connection was idle
     * @param home a directory of our own in place of the user's, of which nothing is wanted
     */
    SshRemote(Address address, Access access, Clock clock, Path home) {
        URI url = address.server();
        this.address = address;
        this.clock = clock;
        uri = new URIish()
                .setScheme("ssh")
                .setUser(url.getUserInfo() == null ? DEFAULT_USER : url.getUserInfo())
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setPath(address.path());
        sessions = new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(home.toFile())
                .setSshDirectory(home.resolve("ssh").toFile())
                .setConfigStoreFactory((folder, config, user) -> null)
                .setDefaultIdentities(folder -> List.of())
                .setDefaultKeysProvider(folder -> access.keys())
                .setServerKeyDatabase((folder, ssh) -> access.hosts())
                .setConnectorFactory(null)
                .setProxyDataFactory(new DefaultProxyDataFactory())
                .build(null);
    }

    @Override
    public URIish uri() {
        return uri;
    }

    @Override
    public Transport openFetch(Repository cache, NetworkCall call) {
        return new ProgramTransport(cache, this, call);
    }

    @Override
    public PushWire openPush(NetworkCall call) throws IOException {
        return new ProgramTransport.Wire(this, call);
    }

    @Override
    public void checkWritable() {
        // only the server can tell
    }

    @Override
    public Running start(String service, Map<String, String> environment, NetworkCall call) throws IOException {
        Idle taken = idle.getAndSet(NONE);
        if (taken.isFresh(clock)) {
            try {
                return start(taken.session(), service, environment, call);
            } catch (IOException e) {
                taken.session().disconnect(); // the server has ended it meanwhile
            }
        } else {
            taken.session().disconnect();
        }
        return start(sessions.getSession(uri, null, FS.DETECTED, millis(call)), service, environment, call);
    }

    private Running start(RemoteSession session, String service, Map<String, String> environment, NetworkCall call)
            throws IOException {
        call.onCancel(byForce -> session.disconnect());
        try {
            String command = "git-" + service + " " + QuotedString.BOURNE.quote(address.path());
            Process process = execute(session, command, environment, Math.max(1, millis(call) / 1000));
            return new RemoteProcess(session, process, call.listen(process.getErrorStream()));
        } catch (IOException | RuntimeException e) {
            session.disconnect();
            throw e;
        }
    }

    /** A server may let nobody set variables; it answers as if none had been sent then. */
    private static Process execute(
            RemoteSession session, String command, Map<String, String> environment, int timeoutSeconds)
            throws IOException {
        return session instanceof RemoteSession2 able
                ? able.exec(command, environment, timeoutSeconds)
                : session.exec(command, timeoutSeconds);
    }

    private static int millis(NetworkCall call) {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, call.patience().toMillis()));
    }

    /** Keeps a session for the next conversation: a push most often follows a fetch. */
    private void giveBack(RemoteSession session) {
        idle.getAndSet(new Idle(session, clock.instant())).session().disconnect();
    }

    private static final class NoSession implements RemoteSession {
        @Override
        public Process exec(String command, int timeout) throws IOException {
            throw new IOException("there is no session");
        }

        @Override
        public void disconnect() {
            // it never was connected
        }
    }

    /** A session that nobody uses. */
    private record Idle(RemoteSession session, Instant since) {
        boolean isFresh(Clock clock) {
            return session != NO_SESSION && clock.instant().isBefore(since.plus(LONGEST_IDLE));
        }
    }

    @Override
    public void close() {
        idle.getAndSet(NONE).session().disconnect();
        sessions.close();
    }

    /** {@return host and path} */
    @Override
    public String toString() {
        return address.place();
    }

    @Override
    public String place() {
        return address.place();
    }

    @Override
    public List<String> spellings() {
        return List.of(uri.toString(), address.server().toString(), address.path(), address.place());
    }

    private final class RemoteProcess implements Running {
        private final RemoteSession session;
        private final Process process;
        private final NetworkCall.Listener listener;

        RemoteProcess(RemoteSession session, Process process, NetworkCall.Listener listener) {
            this.session = session;
            this.process = process;
            this.listener = listener;
        }

        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public void close() {
            boolean ended = false;
            try {
                ended = process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) && process.exitValue() == 0;
                listener.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended = false;
            } finally {
                process.destroy();
                if (ended) {
                    giveBack(session);
                } else {
                    session.disconnect();
                }
            }
        }
    }
}
