// SPDX-License-Identifier: Apache-2.0
package io.kratix.example;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The files of a zip file. */
final class ZipTree {
    private ZipTree() {}

    static Map<StorePath, Content> read(Path zip) throws IOException {
        Map<StorePath, Content> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(StorePath.existing(entry.getName()), Content.of(in.readAllBytes()));
            }
        }
        return files;
    }

    static void write(Map<StorePath, Content> files, Path zip) throws IOException {
        Path next = zip.resolveSibling(zip.getFileName() + ".next");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(next))) {
            for (Map.Entry<StorePath, Content> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey().toString()));
                out.write(file.getValue().bytes());
            }
        }
        Files.move(next, zip, StandardCopyOption.ATOMIC_MOVE);
    }

    static String fingerprint(Map<StorePath, Content> files) {
        StringBuilder listing = new StringBuilder();
        files.forEach((path, content) -> listing.append(content.sha256())
                .append(' ')
                .append(path.toString().length())
                .append(' ')
                .append(path));
        return Content.of(listing.toString()).sha256();
    }
}
