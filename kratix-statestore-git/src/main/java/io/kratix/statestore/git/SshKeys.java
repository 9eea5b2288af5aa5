// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import io.kratix.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads the private keys by which we log in. */
final class SshKeys {
    private SshKeys() {}

    /**
     * {@return the pairs that a private key file holds}
     *
     * @param text the file, as {@code ssh-keygen} writes it
     * @throws IllegalArgumentException if it is none, or has a password; the message completes a sentence
     */
    static List<KeyPair> parse(Secret text) {
        List<KeyPair> keys = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream((text.text() + "\n").getBytes(StandardCharsets.UTF_8))) {
            SecurityUtils.loadKeyPairIdentities(
                            null, NamedResource.ofName("sshPrivateKey"), in, FilePasswordProvider.EMPTY)
                    .forEach(keys::add);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Neither the exception nor its message goes further: they may hold parts of the key.
            keys.clear();
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException(
                    "is no private key as 'ssh-keygen -t ed25519 -N \"\"' writes it: in PEM or OpenSSH format, without"
                            + " a password");
        }
        return keys;
    }
}
