// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What a volume holds before the first container starts, for sending as an archive.
 *
 * @param volume the volume
 * @param writable whether containers of any user may write there
 * @param files what lies in it
 */
record Parcel(RunVolume volume, boolean writable, List<File> files) {
    private static final int FOR_ALL = 040777;
    private static final int FOR_READING = 040755;

    /**
     * A file.
     *
     * @param path below the volume
     * @param mode the permissions
     * @param bytes the content
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record File(String path, int mode, byte[] bytes) {}

    /** {@return the parcel of a volume that containers write to} */
    static Parcel empty(RunVolume volume) {
        return new Parcel(volume, true, List.of());
    }

    /** {@return the parcel of a volume with the files of a directory of this machine} */
    static Parcel of(RunVolume volume, Path directory) {
        List<File> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new File(directory.relativize(file).toString(), 0644, Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " cannot be read", e);
        }
        return new Parcel(volume, false, files);
    }

    /** {@return an archive of these parcels, each below a path} */
    static InputStream archive(List<Parcel> parcels, Function<Parcel, String> below) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Parcel parcel : parcels) {
                parcel.writeTo(tar, below.apply(parcel));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private void writeTo(TarArchiveOutputStream tar, String below) throws IOException {
        TarArchiveEntry root = new TarArchiveEntry(below + "/");
        root.setMode(writable ? FOR_ALL : FOR_READING);
        tar.putArchiveEntry(root);
        tar.closeArchiveEntry();
        for (File file : files) {
            TarArchiveEntry entry = new TarArchiveEntry(below + "/" + file.path());
            entry.setMode(0100000 | file.mode());
            entry.setSize(file.bytes().length);
            tar.putArchiveEntry(entry);
            tar.write(file.bytes());
            tar.closeArchiveEntry();
        }
    }
}
