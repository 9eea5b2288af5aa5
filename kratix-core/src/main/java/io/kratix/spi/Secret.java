// SPDX-License-Identifier: Apache-2.0
package io.kratix.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A confidential value. Its {@code toString} is {@code ****}, comparing takes the same time whatever differs, and it is
 * never serialised.
 */
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return a secret}
     *
     * @param text the value, kept as UTF-8
     */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return a secret}
     *
     * @param bytes the value; copied
     */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** {@return the value as UTF-8, without line ends at its end, which editors like to add} */
    public String text() {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** {@return a copy of the value, exactly as stored} */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(secret.bytes, bytes);
    }

    /** {@return the same number for all secrets, since a hash would tell of the value} */
    @Override
    public int hashCode() {
        return 0;
    }

    /** {@return {@code ****}} */
    @Override
    public String toString() {
        return "****";
    }
}
