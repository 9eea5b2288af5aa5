// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** The authorities that may vouch for a server, in place of those that the JVM trusts. */
final class Certificates {
    private static final String PEM = "-----BEGIN";

    private Certificates() {}

    /**
     * {@return what makes connections to servers that one of the authorities vouches for}
     *
     * @param bundle certificates in PEM, or that in base64, as Kubernetes has it
     * @throws IllegalArgumentException if it holds none; the message completes a sentence
     */
    static SSLSocketFactory trusting(String bundle) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : parse(bundle)) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must hold certificates in PEM: -----BEGIN CERTIFICATE----- and so on", e);
        }
    }

    /** What is no base64 is an IllegalArgumentException. */
    private static Collection<? extends Certificate> parse(String bundle) throws CertificateException {
        byte[] pem = bundle.strip().startsWith(PEM)
                ? bundle.getBytes(StandardCharsets.UTF_8)
                : Base64.getMimeDecoder().decode(bundle);
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (certificates.isEmpty()) {
            throw new CertificateException("there is none");
        }
        return certificates;
    }
}
