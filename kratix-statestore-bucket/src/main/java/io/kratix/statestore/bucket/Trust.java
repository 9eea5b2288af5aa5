// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Which servers' certificates are believed: those of the JVM, and those of a document's bundle. */
final class Trust {
    private Trust() {}

    /** {@return what is wrong with a bundle; empty if nothing is or there is none} */
    static String problemOf(String bundle) {
        try {
            return bundle.isBlank() || !certificates(bundle).isEmpty()
                    ? ""
                    : "must hold at least one certificate (PEM)";
        } catch (CertificateException e) {
            return "must be certificates (PEM), each between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----";
        }
    }

    /**
     * Makes a client believe a bundle besides what it believes anyway.
     *
     * @param http the client
     * @param bundle certificates, PEM, that passed {@link #problemOf}
     */
    static void add(OkHttpClient.Builder http, String bundle) {
        if (bundle.isBlank()) {
            return;
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate usual : trustManager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("usual-" + store.size(), usual);
            }
            for (Certificate own : certificates(bundle)) {
                store.setCertificateEntry("own-" + store.size(), own);
            }
            X509TrustManager both = trustManager(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {both}, null);
            http.sslSocketFactory(context.getSocketFactory(), both);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("caBundle: " + e.getMessage(), e);
        }
    }

    private static List<Certificate> certificates(String bundle) throws CertificateException {
        Collection<? extends Certificate> read = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bundle.getBytes(StandardCharsets.US_ASCII)));
        return new ArrayList<>(read);
    }

    /** {@return what believes a store's certificates; the JVM's own for null} */
    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("the JVM has no trust manager for certificates"));
    }
}
