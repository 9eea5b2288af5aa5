// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import io.kratix.model.StorePath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.function.Function;

/** Names what an owner's area holds: by its contents, or by the versions that the bucket gave them. */
final class Revision {
    private Revision() {}

    /**
     * {@return the name}
     *
     * @param files what each file of the owner holds, in path order
     */
    static String of(SortedMap<StorePath, Held> files) {
        boolean versioned = !files.isEmpty()
                && files.values().stream().noneMatch(held -> held.version().isEmpty());
        return versioned ? "versions-" + hash(files, Held::version) : "sha256-" + hash(files, Held::sha256);
    }

    private static String hash(SortedMap<StorePath, Held> files, Function<Held, String> part) {
        MessageDigest digest = Digests.sha256();
        files.forEach((path, held) ->
                digest.update((path + "\0" + part.apply(held) + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
