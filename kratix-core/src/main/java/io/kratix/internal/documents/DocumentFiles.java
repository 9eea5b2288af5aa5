// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Content;
import io.kratix.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Finds the files of a folder that hold documents, and their texts. */
final class DocumentFiles {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private DocumentFiles() {}

    /**
     * {@return the file itself, or all documents below the folder, sorted; links are followed, and what is hidden is
     * left out}
     *
     * @param problems takes what cannot be listed
     */
    static List<Path> find(Path fileOrFolder, List<Problem> problems) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(
                    fileOrFolder,
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    new Search(fileOrFolder, found, problems));
        } catch (IOException e) {
            problems.add(unlisted(fileOrFolder, e));
        }
        return found.stream().sorted().toList();
    }

    /** {@return the text of a file; nothing else is read, as a pipe may have no end} */
    static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw noFile(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return text(bytes(in));
        } catch (IOException e) {
            throw unread(e);
        }
    }

    private static UnreadableException noFile(Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return new UnreadableException(0, "is neither a file nor a folder", "write the documents into a file");
        } catch (NoSuchFileException e) {
            return missing(path);
        } catch (IOException e) {
            return unread(e);
        }
    }

    private static UnreadableException missing(Path path) {
        try {
            return Files.isSymbolicLink(path)
                    ? new UnreadableException(
                            0,
                            "is a link that leads nowhere, to " + Files.readSymbolicLink(path),
                            "mend the link, or remove it")
                    : new UnreadableException(
                            0,
                            "there is no such file or folder (looked for " + path.toAbsolutePath() + ")",
                            "check the path");
        } catch (IOException e) {
            return unread(e);
        }
    }

    private static UnreadableException unread(IOException e) {
        return new UnreadableException(0, "cannot be read: " + e, "check the path and its permissions");
    }

    /** {@return the text that bytes stand for} */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(0, "the file is not valid UTF-8", "save it as UTF-8");
        }
    }

    /** {@return the text of a content} */
    static String text(Content content) {
        try (InputStream in = content.open()) {
            return text(bytes(in));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a content that is kept", e);
        }
    }

    private static byte[] bytes(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Bounds.CHARACTERS + 1);
        if (bytes.length > Bounds.CHARACTERS) {
            throw new UnreadableException(
                    0, "the file has more than " + Bounds.CHARACTERS + " bytes", "split it into several files");
        }
        return bytes;
    }

    /** {@return whether a file's name is that of a file with documents} */
    static boolean hasEnding(String name) {
        return ENDINGS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
    }

    private static Problem unlisted(Path path, IOException e) {
        if (e instanceof FileSystemLoopException) {
            return Problem.ofDocument("is a link that leads in a circle", "remove the link")
                    .at(path.toString());
        }
        return Problem.ofDocument("cannot be listed: " + e, "check the path, its links and its permissions")
                .at(path.toString());
    }

    /** What a folder holds that is not hidden. */
    private static final class Search extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> found;
        private final List<Problem> problems;

        Search(Path root, List<Path> found, List<Problem> problems) {
            this.root = root;
            this.found = found;
            this.problems = problems;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && hasEnding(file.getFileName().toString())) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!isHidden(file)) {
                problems.add(unlisted(file, e));
            }
            return FileVisitResult.CONTINUE;
        }

        /** The folder that was asked for may have any name. */
        private boolean isHidden(Path path) {
            return !path.equals(root) && path.getFileName().toString().startsWith(".");
        }
    }
}
