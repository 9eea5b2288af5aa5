// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an owner's placements come to on one Destination.
 *
 * @param directories the directories that the owner has for itself; what else is in them goes
 * @param files the owner's files, by whole path
 */
public record OwnerFiles(Set<StorePath> directories, Map<StorePath, Content> files) {
    /** Copies both, in path order. */
    public OwnerFiles {
        directories = Collections.unmodifiableSet(new TreeSet<>(directories));
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /**
     * {@return files that the owner had and that shall be there no more; those inside of its directories go by themselves}
     *
     * @param recorded the single files that the owner has, as the registry remembers them
     */
    public Set<StorePath> stale(Collection<StorePath> recorded) {
        Set<StorePath> stale = new TreeSet<>(recorded);
        stale.removeAll(files.keySet());
        stale.removeIf(file -> directories.stream().anyMatch(file::startsWith));
        return stale;
    }

    /**
     * {@return files outside of the owner's directories that it takes for the first time: other content found there is a
     * stranger's}
     *
     * @param recorded the single files that the owner has, as the registry remembers them
     */
    public Set<StorePath> claims(Collection<StorePath> recorded) {
        Set<StorePath> claims = new TreeSet<>(files.keySet());
        claims.removeAll(recorded);
        claims.removeIf(file -> directories.stream().anyMatch(file::startsWith));
        return claims;
    }

    /**
     * {@return a SHA-256 in lower-case hex over directories, paths and contents: equal digests mean that the same shall
     * hold}
     */
    public String digest() {
        StringBuilder text = new StringBuilder();
        directories.forEach(directory -> text.append("d ").append(directory).append('\n'));
        files.forEach((path, content) -> text.append("f ")
                .append(content.sha256())
                .append(' ')
                .append(path)
                .append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
