// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.core.LocalDirectorySSLConfig;
import com.github.dockerjava.transport.SSLConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The certificates for an engine that is spoken to over TLS: all of them, or no word is said to it. */
final class ClientCertificates {
    private static final List<String> FILES = List.of("ca.pem", "cert.pem", "key.pem");

    private ClientCertificates() {}

    /**
     * {@return what a transport needs for TLS}
     *
     * @param address the engine, for messages
     * @param directory where the three files are
     * @throws IllegalArgumentException if one is missing or holds something else: docker-java would then speak in the clear
     */
    static SSLConfig read(EngineAddress address, Path directory) {
        for (String name : FILES) {
            Path file = directory.resolve(name);
            if (!Files.isReadable(file)) {
                throw new IllegalArgumentException("the certificates for the engine at " + address + ": " + file
                        + " cannot be read; the directory must hold " + String.join(", ", FILES));
            }
        }
        SSLContext context = context(address, directory);
        return () -> context;
    }

    private static SSLContext context(EngineAddress address, Path directory) {
        try {
            SSLContext context = new LocalDirectorySSLConfig(directory.toString()).getSSLContext();
            if (context != null) {
                return context;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the certificates for the engine at " + address + ": the files in " + directory
                            + " must be a CA's certificates, a certificate and its key without a password, as PEM",
                    e);
        }
        throw new IllegalArgumentException(
                "the certificates for the engine at " + address + " are gone from " + directory);
    }
}
