// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** OpenSSH's server on loopback, which lets one key in, as the user who runs the tests. */
final class OpenSsh implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final Process server;

    private OpenSsh(Path folder, int port, Process server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    static OpenSsh start(Path folder) throws IOException {
        Path sshd = Servers.require("sshd");
        Path keygen = Servers.require("ssh-keygen");
        Files.createDirectories(folder);
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            makeKey(keygen, folder.resolve("host_" + type), type);
            makeKey(keygen, folder.resolve("user_" + type), type);
        }
        // Where root runs it, sshd wants this directory for what it starts without rights.
        if (Files.isWritable(Path.of("/run"))) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Files.copy(folder.resolve("user_ed25519.pub"), folder.resolve("authorized"));
        int port = Servers.freePort();
        Path configuration = Files.writeString(folder.resolve("sshd_config"), configuration(folder, port));
        Process server = Servers.start(
                folder.resolve("log"), List.of(sshd.toString(), "-D", "-e", "-f", configuration.toString()));
        Servers.awaitPort(server, port, folder.resolve("log"));
        return new OpenSsh(folder, port, server);
    }

    String url(Path repository) {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + repository;
    }

    /** {@return a user's private key} */
    Secret key(String type) throws IOException {
        return Secret.of(Files.readString(folder.resolve("user_" + type)));
    }

    /** Lets a user's key in, under the conditions that stand before a key in {@code authorized_keys}. */
    void authorize(String type, String conditions) throws IOException {
        String key = Files.readString(folder.resolve("user_" + type + ".pub"));
        Files.writeString(folder.resolve("authorized"), conditions.isEmpty() ? key : conditions + " " + key);
    }

    /** {@return the host's keys as in known_hosts} */
    Secret knownHosts(String type) throws IOException {
        return Secret.of("[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_" + type + ".pub")));
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    @Override
    public void close() {
        Servers.stop(server);
    }

    private static void makeKey(Path keygen, Path file, String type) throws IOException {
        Servers.run(List.of(keygen.toString(), "-q", "-t", type, "-N", "", "-C", "test", "-f", file.toString()));
    }

    private static String configuration(Path folder, int port) {
        return """
                ListenAddress 127.0.0.1:%1$d
                HostKey %2$s/host_ed25519
                HostKey %2$s/host_ecdsa
                HostKey %2$s/host_rsa
                AuthorizedKeysFile %2$s/authorized
                PidFile %2$s/pid
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                MaxStartups 200
                AcceptEnv GIT_PROTOCOL
                LogLevel VERBOSE
                """
                .formatted(port, folder);
    }
}
