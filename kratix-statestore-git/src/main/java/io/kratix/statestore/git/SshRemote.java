// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;

/** A repository that is reached over SSH, with one private key, on a host whose key is known. Nobody's files are looked at. */
final class SshRemote implements Remote, RemoteProgram {
    private static final String DEFAULT_USER = "git";

    private final URIish uri;
    private final String place;
    private final SshdSessionFactory sessions;

    /**
     * How to log in.
     *
     * @param keys the private key, without a password
     * @param hosts whom to trust
     */
    record Access(List<KeyPair> keys, KnownHosts hosts) {}

    /**
     * Names a repository.
     *
     * @param url its URL; without a user in it, {@code git} is meant
     * @param place its name in messages
     * @param access how to log in
     * @param home a directory of our own in place of the user's, of which nothing is wanted
     */
    SshRemote(URI url, String place, Access access, Path home) {
        this.place = place;
        uri = new URIish()
                .setScheme("ssh")
                .setUser(url.getUserInfo() == null ? DEFAULT_USER : url.getUserInfo())
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setPath(url.getPath());
        sessions = new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(home.toFile())
                .setSshDirectory(home.resolve("ssh").toFile())
                .setConfigStoreFactory((folder, config, user) -> null)
                .setDefaultIdentities(folder -> List.of())
                .setDefaultKeysProvider(folder -> access.keys())
                .setServerKeyDatabase((folder, ssh) -> access.hosts())
                .setConnectorFactory(null)
                .build(null);
    }

    /**
     * {@return the pairs that a private key file holds}
     *
     * @param text the file, as {@code ssh-keygen} writes it
     * @throws IllegalArgumentException if it is none, or has a password; the message completes a sentence
     */
    static List<KeyPair> keys(Secret text) {
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in =
                new ByteArrayInputStream((text.text() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            SecurityUtils.loadKeyPairIdentities(
                            null, NamedResource.ofName("sshPrivateKey"), in, FilePasswordProvider.EMPTY)
                    .forEach(keys::add);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Neither the exception nor its message goes further: they may hold parts of the key.
            keys.clear();
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "is no private key as 'ssh-keygen -t ed25519 -N \"\"' writes it: in PEM or OpenSSH format, without a"
                            + " password");
        }
        return keys;
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
    public Running start(String service, NetworkCall call) throws IOException {
        int timeout =
                Math.toIntExact(Math.min(Integer.MAX_VALUE, call.patience().toMillis()));
        RemoteSession session = sessions.getSession(uri, null, FS.DETECTED, timeout);
        call.onCancel(byForce -> session.disconnect());
        try {
            String command = "git-" + service + " " + QuotedString.BOURNE.quote(uri.getPath());
            Process process = session.exec(command, Math.max(1, timeout / 1000));
            return new RemoteProcess(session, process, call.listen(process.getErrorStream()));
        } catch (IOException | RuntimeException e) {
            session.disconnect();
            throw e;
        }
    }

    @Override
    public void close() {
        sessions.close();
    }

    /** {@return host and path} */
    @Override
    public String toString() {
        return place;
    }

    private record RemoteProcess(RemoteSession session, Process process, NetworkCall.Listener listener)
            implements Running {
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
            try {
                listener.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                process.destroy();
                session.disconnect();
            }
        }
    }
}
