// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/** The host keys that are trusted, in the format of OpenSSH's {@code known_hosts}. A key that is not among them never is. */
final class KnownHosts implements ServerKeyDatabase {
    private static final String REVOKED = "revoked";
    private static final int DEFAULT_PORT = 22;

    private final List<Known> known;

    private record Known(KnownHostEntry host, PublicKey key) {
        boolean isRevoked() {
            return REVOKED.equals(host.getMarker());
        }
    }

    private KnownHosts(List<Known> known) {
        this.known = known;
    }

    /**
     * {@return the host keys}
     *
     * @param text lines as in {@code known_hosts}
     * @throws IllegalArgumentException if a line is none, or if there is none; the message completes a sentence
     */
    static KnownHosts parse(Secret text) {
        List<Known> known = new ArrayList<>();
        try {
            for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(new StringReader(text.text()), true)) {
                PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
                // A certificate authority's key vouches for host certificates, which JGit does not ask for.
                if (key != null && !"cert-authority".equals(entry.getMarker())) {
                    known.add(new Known(entry, key));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "has a line that is none of OpenSSH's known_hosts; 'ssh-keyscan HOST' prints right ones", e);
        }
        if (known.isEmpty()) {
            throw new IllegalArgumentException("names no host key; 'ssh-keyscan HOST' prints them");
        }
        return new KnownHosts(known);
    }

    @Override
    public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration configuration) {
        return known.stream()
                .filter(entry -> !entry.isRevoked() && isOf(entry, address))
                .map(Known::key)
                .toList();
    }

    @Override
    public boolean accept(
            String address,
            InetSocketAddress remote,
            PublicKey key,
            Configuration configuration,
            CredentialsProvider provider) {
        List<Known> same = known.stream()
                .filter(entry -> isOf(entry, address) && KeyUtils.compareKeys(entry.key(), key))
                .toList();
        return !same.isEmpty() && same.stream().noneMatch(Known::isRevoked);
    }

    /** @param address the name as it was asked for, and the port: {@code [host]:2222} or {@code host:22} */
    private static boolean isOf(Known entry, String address) {
        SshdSocketAddress asked = address(address);
        return entry.host().isHostMatch(asked.getHostName(), asked.getPort());
    }

    private static SshdSocketAddress address(String text) {
        boolean bracketed = text.startsWith("[");
        int end = bracketed ? text.indexOf(']') : text.lastIndexOf(':');
        String host = end < 0 ? text : text.substring(bracketed ? 1 : 0, end);
        String port = end < 0 ? "" : text.substring(end).replaceAll("\\D", "");
        return new SshdSocketAddress(host, port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port));
    }
}
