// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param text the whole of it
 */
record Page(String text) {
    static Page of(String name) {
        try {
            return new Page(Files.readString(Path.of("../../docs").resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the snippets in a language, in their order} */
    List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** {@return a text without its blanks and line ends, to find a snippet however it is indented} */
    static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
