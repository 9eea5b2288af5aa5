// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An authority of a test's own, and what it has signed. */
final class Certificates {
    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /** {@return a new authority, with a certificate for an engine on this machine and one for who speaks to it} */
    static Certificates in(Path directory) throws IOException {
        Certificates certificates = new Certificates(Files.createDirectories(directory));
        certificates.openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca-key.pem -out ca.pem");
        certificates.sign("server", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
        certificates.sign("client", "extendedKeyUsage=clientAuth\n");
        return certificates;
    }

    /** {@return a file: {@code ca.pem}, {@code server-cert.pem}, {@code server-key.pem}} */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** {@return a directory as {@code DOCKER_CERT_PATH} names one, for a client that trusts another authority} */
    Path clientThatTrusts(Certificates other) throws IOException {
        Path client = Files.createTempDirectory(directory, "client-");
        Files.copy(other.file("ca.pem"), client.resolve("ca.pem"));
        Files.copy(file("client-cert.pem"), client.resolve("cert.pem"));
        Files.copy(file("client-key.pem"), client.resolve("key.pem"));
        return client;
    }

    private void sign(String name, String extensions) throws IOException {
        Files.writeString(file(name + ".ext"), extensions);
        openssl("req -newkey rsa:2048 -nodes -subj /CN=" + name + " -keyout " + name + "-key.pem -out " + name
                + ".csr");
        openssl("x509 -req -days 2 -in " + name + ".csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -extfile " + name
                + ".ext -out " + name + "-cert.pem");
    }

    private void openssl(String arguments) {
        Program.run(Map.of(), "sh", "-c", "cd '" + directory + "' && exec openssl " + arguments);
    }
}
