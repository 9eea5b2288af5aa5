// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names for objects that the engine makes, in Kratix' form: what it is, a dash, five hexadecimal characters. Equal input
 * gives equal names. Source: Kratix' {@code lib/objectutil} and {@code lib/hash}.
 */
public final class ObjectNames {
    private static final int LONGEST = 57;
    private static final int CUT = 56;
    private static final int SUFFIX = 5;

    private ObjectNames() {}

    /**
     * {@return a name whose suffix stands for the name itself}
     *
     * @param name what to begin with
     * @throws IllegalArgumentException if no letter or digit is in it
     */
    public static String deterministic(String name) {
        return deterministic(name, name);
    }

    /**
     * {@return a name whose suffix stands for something else}
     *
     * @param name what to begin with
     * @param hashed what the suffix stands for; several texts are joined by a dash
     * @throws IllegalArgumentException if no letter or digit is in the name
     */
    public static String deterministic(String name, String... hashed) {
        return prefix(name) + "-" + md5(String.join("-", hashed)).substring(0, SUFFIX);
    }

    /**
     * {@return the name of the binding between a request and the revision of its Promise}
     *
     * @param request the request's name
     * @param promise the Promise's name
     */
    public static String binding(String request, String promise) {
        return deterministic(request + "-" + promise);
    }

    /**
     * {@return the name of the request that a dry run makes for its own time}
     *
     * @param dryRun the dry run's name
     */
    public static String dryRun(String dryRun) {
        return deterministic("kratix-dry-run-" + dryRun);
    }

    /**
     * {@return the part of a name that stands before the suffix: at most 57 bytes, cut to 56 where it was longer, and
     * ending in a letter or digit}
     *
     * @param name what to begin with
     * @throws IllegalArgumentException if no letter or digit is in it
     */
    public static String prefix(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int end = bytes.length > LONGEST ? CUT : bytes.length;
        while (end > 0 && !isAlphanumeric(bytes[end - 1])) {
            end--;
        }
        if (end == 0) {
            throw new IllegalArgumentException("'" + name + "' has no letter or digit to make a name of");
        }
        return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
    }

    /**
     * {@return the MD5 of a text in UTF-8, in lower-case hex: what Kratix puts into names and paths, and no more than
     * that}
     *
     * @param text any text
     */
    public static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static boolean isAlphanumeric(byte value) {
        return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') || (value >= '0' && value <= '9');
    }
}
