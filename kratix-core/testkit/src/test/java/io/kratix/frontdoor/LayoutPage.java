// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import io.kratix.model.FilepathMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example of docs/scheduling-and-layout.md, as its readers see it. */
final class LayoutPage {
    private static final Path PAGE = Path.of("../../docs/scheduling-and-layout.md");
    private static final String STORE =
            """
            apiVersion: platform.kratix.io/v1alpha1
            kind: MemoryStateStore
            metadata: {name: default}
            spec: {name: state, path: platform}
            """;

    private final String text;

    private LayoutPage(String text) {
        this.text = text;
    }

    static LayoutPage read() {
        try {
            return new LayoutPage(Files.readString(PAGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the State Store and the Destination in a mode, whose path is another one if need be} */
    String places(FilepathMode mode, String path) {
        String filepath = blocks(section(mode), "yaml").get(0).indent(2);
        String destination = blocks("## The example", "yaml")
                .get(0)
                .replace("GitStateStore", "MemoryStateStore")
                .replace("path: clusters\n", "path: " + path + "\n" + filepath);
        return STORE + "---\n" + destination;
    }

    /** {@return the Promise and the request} */
    String promiseAndRequest() {
        return blocks("## The example", "yaml").get(1);
    }

    String selectors() {
        return blocks("## The example", "yaml").get(2);
    }

    String explanation() {
        return blocks("### Why it is where it is", "text").get(0);
    }

    List<String> tree(FilepathMode mode) {
        return blocks(section(mode), "text").get(0).lines().toList();
    }

    private static String section(FilepathMode mode) {
        return "### `" + mode.text() + "`";
    }

    private List<String> blocks(String heading, String language) {
        String level = heading.substring(0, heading.indexOf(' '));
        Matcher section = Pattern.compile(
                        "^" + Pattern.quote(heading) + "[^\n]*\n(.*?)(?=^#{2," + level.length() + "} |\\z)",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text);
        if (!section.find()) {
            throw new AssertionError("the page has no section '" + heading + "'");
        }
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(section.group(1))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
