// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import io.kratix.model.InvalidPathException;
import io.kratix.model.StorePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Takes an archive of a directory apart, as if its author meant harm: nothing but regular files and directories comes out
 * of it, and each file goes through the engine of Kratix, which knows what names, sizes and numbers it takes.
 */
final class Unpacking {
    /** Of files, the engine of Kratix takes as many. */
    private static final int MOST_DIRECTORIES = 10_000;

    private final String what;
    private final Path directory;
    private final Receiver receiver;
    private final Set<String> received = new HashSet<>();
    private int directories;

    /** Takes one regular file. */
    @FunctionalInterface
    interface Receiver {
        void receive(String name, InputStream content) throws IOException;
    }

    /**
     * An archive to come.
     *
     * @param what {@code output} or {@code metadata}, for messages
     * @param directory where the receiver puts what it takes
     * @param receiver takes the files
     */
    Unpacking(String what, Path directory, Receiver receiver) {
        this.what = what;
        this.directory = directory;
        this.receiver = receiver;
    }

    /**
     * Takes an archive of the directory apart. Its first entry is the directory itself, whatever an engine calls it.
     *
     * @throws RunFailedException if something in it is neither file nor directory, or bears no name of this directory
     */
    void unpack(InputStream archive) throws IOException {
        unpack(what, archive, this::take);
    }

    /**
     * Takes an archive apart that has several directories in another one, each by its {@code what}. What else lies there is
     * nobody's.
     *
     * @throws RunFailedException if something in one of them is neither file nor directory, or bears no name of it
     */
    static void unpack(List<Unpacking> directories, InputStream archive) throws IOException {
        unpack("results", archive, (entry, name, linked, content) -> {
            for (Unpacking one : directories) {
                String prefix = one.what + "/";
                if (name.startsWith(prefix) && !name.equals(prefix)) {
                    one.take(entry, below(prefix, name), below(prefix, linked), content);
                }
            }
        });
    }

    /** Takes one entry of an archive, with names relative to the archive's root. */
    @FunctionalInterface
    private interface Taking {
        void take(TarArchiveEntry entry, String name, String linked, InputStream content) throws IOException;
    }

    private static void unpack(String what, InputStream archive, Taking taking) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, StandardCharsets.UTF_8.name())) {
            TarArchiveEntry root = tar.getNextEntry();
            if (root == null || !root.isDirectory()) {
                throw new IOException("the engine sent no directory for the " + what);
            }
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = below(root.getName(), entry.getName());
                taking.take(entry, name, below(root.getName(), entry.getLinkName()), tar);
            }
        }
    }

    private void take(TarArchiveEntry entry, String name, String linked, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            count();
            make(name);
        } else if (entry.isLink()) {
            takeLink(name, linked);
        } else if (entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isFIFO()
                && !entry.isBlockDevice()
                && !entry.isCharacterDevice()) {
            receiver.receive(name, content);
            received.add(name);
        } else {
            throw new RunFailedException(
                    "'" + name + "' in the " + what + " is " + kind(entry) + "; write files, no links or devices");
        }
    }

    /** A second name of a file that lies in the archive is, for who reads it, a second file. */
    private void takeLink(String name, String linked) throws IOException {
        if (!received.contains(linked)) {
            throw new RunFailedException("'" + name + "' in the " + what + " is a link to '" + linked
                    + "', which is no file there; write files, no links or devices");
        }
        try (InputStream content = Files.newInputStream(directory.resolve(linked), LinkOption.NOFOLLOW_LINKS)) {
            receiver.receive(name, content);
        }
        received.add(name);
    }

    private void count() {
        directories++;
        if (directories > MOST_DIRECTORIES) {
            throw new RunFailedException("the " + what + " has more than " + MOST_DIRECTORIES + " directories");
        }
    }

    /** Only those at the top mean something by themselves: they are workload groups. */
    private void make(String name) throws IOException {
        String bare = name.replaceFirst("/+$", "");
        if (bare.isEmpty() || bare.contains("/")) {
            return;
        }
        try {
            Files.createDirectory(directory.resolve(StorePath.of(bare).toString()));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory.resolve(bare), LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        } catch (InvalidPathException e) {
            throw new RunFailedException("the " + what + "'s directory: " + e.getMessage());
        }
    }

    /** A name that is not below the directory goes on as it is, for the receiver to refuse. */
    private static String below(String root, String name) {
        String prefix = root.endsWith("/") ? root : root + "/";
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static String kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return "a link to '" + entry.getLinkName() + "'";
        }
        return entry.isFIFO()
                ? "a pipe"
                : entry.isBlockDevice() || entry.isCharacterDevice() ? "a device" : "no regular file";
    }
}
