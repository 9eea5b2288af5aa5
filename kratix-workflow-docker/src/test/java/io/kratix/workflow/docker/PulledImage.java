// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * An image of BusyBox, as registries hold it.
 *
 * @param manifest names the others
 * @param blobs configuration and files, by digest
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PulledImage(byte[] manifest, Map<String, byte[]> blobs) {
    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";

    static PulledImage ofBusyBox() {
        byte[] layer = BusyBox.archive(BusyBox.files());
        byte[] config = json("{'architecture': 'amd64', 'os': 'linux', 'config': {}, 'rootfs': {'type': 'layers',"
                + " 'diff_ids': ['" + digest(layer) + "']}}");
        byte[] manifest = json("{'schemaVersion': 2, 'mediaType': '" + MANIFEST_TYPE + "', 'config': "
                + part("application/vnd.docker.container.image.v1+json", config) + ", 'layers': ["
                + part("application/vnd.docker.image.rootfs.diff.tar", layer) + "]}");
        return new PulledImage(manifest, Map.of(digest(config), config, digest(layer), layer));
    }

    /** {@return the blob that a path ends with} */
    byte[] blob(String path) {
        return Objects.requireNonNull(blobs.get(path.substring(path.lastIndexOf('/') + 1)), path);
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has it", e);
        }
    }

    private static String part(String type, byte[] bytes) {
        return "{'mediaType': '%s', 'size': %d, 'digest': '%s'}".formatted(type, bytes.length, digest(bytes));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }
}
