// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files for small images: Debian's statically linked BusyBox, with the names of its programs. */
final class BusyBox {
    private static final Path PROGRAM = Path.of("/bin/busybox");
    private static final List<String> NAMES = List.of(
            "sh", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "echo", "env", "false", "find", "grep", "head",
            "id", "ln", "ls", "mkdir", "mkfifo", "mknod", "mv", "printf", "pwd", "rm", "sed", "seq", "sleep", "sort",
            "stat", "sync", "tail", "tee", "test", "touch", "tr", "true", "uname", "wc", "whoami", "yes");

    private BusyBox() {}

    /**
     * A file of an image.
     *
     * @param path without a slash before it
     * @param mode permissions
     * @param bytes content; where it links to, if the mode says that it is a link
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(String path, int mode, byte[] bytes) {
        static File script(String path, String text) {
            return new File(path, 0755, text.getBytes(StandardCharsets.UTF_8));
        }

        private boolean isLink() {
            return mode == 0;
        }
    }

    static boolean exists() {
        return Files.isExecutable(PROGRAM);
    }

    /** {@return a shell and what scripts call} */
    static List<File> files() {
        try {
            List<File> files = new ArrayList<>(List.of(new File("bin/busybox", 0755, Files.readAllBytes(PROGRAM))));
            NAMES.forEach(name -> files.add(new File("bin/" + name, 0, new byte[0])));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return these files, too} */
    static List<File> filesAnd(File... more) {
        return Stream.concat(files().stream(), Stream.of(more)).toList();
    }

    static byte[] archive(List<File> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            for (String directory : List.of("bin/", "etc/", "tmp/")) {
                TarArchiveEntry entry = new TarArchiveEntry(directory);
                entry.setMode(directory.equals("tmp/") ? 041777 : 040755);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            for (File file : files) {
                add(tar, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, File file) throws IOException {
        TarArchiveEntry entry = file.isLink()
                ? new TarArchiveEntry(file.path(), TarConstants.LF_SYMLINK)
                : new TarArchiveEntry(file.path());
        if (file.isLink()) {
            entry.setLinkName("busybox");
        } else {
            entry.setMode(0100000 | file.mode());
            entry.setSize(file.bytes().length);
        }
        tar.putArchiveEntry(entry);
        if (!file.isLink()) {
            tar.write(file.bytes());
        }
        tar.closeArchiveEntry();
    }
}
