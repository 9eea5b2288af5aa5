// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.documents.DocumentPrinter;
import io.kratix.registry.Query;
import io.kratix.registry.RegisteredObject;
import io.kratix.registry.Registry;
import io.kratix.registry.Stored;
import io.kratix.registry.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Writes all objects of a registry into a folder of YAML files, a page at a time. */
public final class Export {
    private static final int PAGE = 100;
    /** Far below what is read of one file. */
    private static final int CHARACTERS_OF_A_FILE = 1 << 20;

    private final Registry registry;
    private final Path folder;
    private final StringBuilder text = new StringBuilder();
    private int files;
    private int objects;

    private Export(Registry registry, Path folder) {
        this.registry = registry;
        this.folder = folder;
    }

    /**
     * {@return how many objects there were}
     *
     * @param registry what to export
     * @param folder where to; made if need be, and there whole or not at all
     * @throws IllegalArgumentException if it holds anything
     */
    public static int write(Registry registry, Path folder) {
        try {
            refuseIfNotEmpty(folder);
            Path parent =
                    Files.createDirectories(folder.toAbsolutePath().normalize().getParent());
            Path partial = Files.createTempDirectory(parent, ".export-");
            try {
                int objects = new Export(registry, partial).write();
                Files.move(partial, folder, StandardCopyOption.REPLACE_EXISTING);
                return objects;
            } finally {
                removeWhatIsLeft(partial);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot export to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** A folder of files, unless it was moved to where it belongs. */
    private static void removeWhatIsLeft(Path partial) throws IOException {
        if (!Files.exists(partial)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(partial)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(partial);
    }

    private static void refuseIfNotEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new IllegalArgumentException(
                        folder + " is not empty; name a new folder, so that an export holds nothing older");
            }
        }
    }

    private int write() throws IOException {
        Query query = Query.all().limit(PAGE);
        List<Stored<RegisteredObject>> page = registry.list(Table.OBJECTS, query);
        while (!page.isEmpty()) {
            for (Stored<RegisteredObject> stored : page) {
                add(stored.value());
            }
            page = registry.list(
                    Table.OBJECTS, query.after(page.get(page.size() - 1).key()));
        }
        endFile();
        return objects;
    }

    private void add(RegisteredObject object) throws IOException {
        String document = DocumentPrinter.print(ExportNote.attachedTo(object));
        if (text.length() + document.length() > CHARACTERS_OF_A_FILE) {
            endFile();
        }
        text.append("---\n").append(document);
        objects++;
    }

    private void endFile() throws IOException {
        if (text.length() > 0) {
            files++;
            Files.writeString(folder.resolve("objects-%06d.yaml".formatted(files)), text);
            text.setLength(0);
        }
    }
}
