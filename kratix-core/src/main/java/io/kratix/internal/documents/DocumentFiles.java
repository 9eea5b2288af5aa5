// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the files of a folder that hold documents, and their texts. */
final class DocumentFiles {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private static final long MOST_BYTES = 4L * Bounds.CHARACTERS;

    private DocumentFiles() {}

    /** {@return the file itself, or all documents below the folder, sorted; what is hidden is left out} */
    static List<Path> find(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> files = Files.walk(fileOrFolder)) {
            return files.filter(file -> isDocument(fileOrFolder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + fileOrFolder, e);
        }
    }

    /** {@return the text of a file} */
    static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw DocumentReader.tooLong();
            }
            return text(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UnreadableException(0, "cannot be read: " + e, "check the path and its permissions");
        }
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
        if (content.size() > MOST_BYTES) {
            throw DocumentReader.tooLong();
        }
        try (InputStream in = content.open()) {
            return text(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a content that is kept", e);
        }
    }

    private static boolean isDocument(Path relative) {
        for (Path segment : relative) {
            if (segment.toString().startsWith(".")) {
                return false;
            }
        }
        String name = String.valueOf(relative.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }
}
