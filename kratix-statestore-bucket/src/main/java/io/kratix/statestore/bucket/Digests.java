// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two digests that every Java platform has. */
final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    /** For comparing with ETags alone. */
    static MessageDigest md5() {
        return digest("MD5");
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
