// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorePathTest {
    @Test
    void refusesAnAbsolutePath() {
        refuses("/a", "path '/a' must be relative: it starts with '/'");
    }

    @Test
    void refusesEmptySegments() {
        refuses("a//b", "path 'a//b' must not have an empty segment ('//' or a '/' at its end)");
        refuses("a/", "path 'a/' must not have an empty segment ('//' or a '/' at its end)");
    }

    @Test
    void refusesSegmentsThatPointElsewhere() {
        refuses("a/../b", "path 'a/../b' must not have the segment '..'");
        refuses("./a", "path './a' must not have the segment '.'");
    }

    @Test
    void refusesABackslash() {
        refuses("a\\..\\b", "path 'a\\..\\b' must not have a backslash");
    }

    @Test
    void refusesControlCharactersAndShowsThemHarmless() {
        refuses("a\u0000b", "path 'a\\u0000b' must not have control characters");
        refuses("a\nb", "path 'a\\u000ab' must not have control characters");
        refuses("a\u007f", "path 'a\\u007f' must not have control characters");
    }

    @Test
    void refusesAnUnpairedSurrogate() {
        assertThatThrownBy(() -> StorePath.of("a\uD800")).isInstanceOf(InvalidPathException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a ", "sub./x", "a..", "..."})
    void refusesSegmentsThatWindowsWouldShorten(String path) {
        refuses(path, "path '" + path + "' must not have a segment that ends in a dot or a blank");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".git",
                ".GIT/hooks/post-checkout",
                "a/.Git/config",
                "git~1",
                "GIT~1/x",
                ".g\u200cit/config",
                ".git::$INDEX_ALLOCATION/config",
                ".git :x",
                "\uFEFF.git"
            })
    void refusesTheGitDirectoryInAnySpelling(String path) {
        refuses(path, "path '" + path + "' must not have the segment '.git' in any spelling");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".gitignore", ".github/workflows/x.yaml", "git", "a.git", "-x", "a b", "~", "日本", "😀.yaml"})
    void keepsWhatOnlyLooksOdd(String path) {
        assertThat(StorePath.of(path)).hasToString(path);
    }

    @Test
    void refusesWhatIsTooLong() {
        refuses("x".repeat(256), "path '" + "x".repeat(256) + "' must have segments of at most 255 bytes");
        String deep = String.join("/", java.util.Collections.nCopies(6, "x".repeat(200)));
        refuses(deep, "path '" + deep + "' must have at most 1024 bytes");
        assertThatThrownBy(() -> StorePath.of("é".repeat(128)))
                .as("bytes count, not characters")
                .isInstanceOf(InvalidPathException.class);
    }

    @Test
    void givesBothUnicodeFormsOneSpelling() {
        assertThat(StorePath.of("e\u0301")).isEqualTo(StorePath.of("é"));
    }

    @Test
    void foldsWhatAFileSystemCannotTellApart() {
        assertThat(StorePath.of("Sub/README.md").folded())
                .isEqualTo(StorePath.of("sub/readme.MD").folded());
        assertThat(StorePath.of("straße").folded())
                .isEqualTo(StorePath.of("STRASSE").folded())
                .isEqualTo(StorePath.of("STRA\u1e9eE").folded());
        assertThat(StorePath.of("\u03c2\u03c3").folded())
                .isEqualTo(StorePath.of("\u03a3\u03c2").folded());
    }

    @Test
    void foldsEveryCharacterOnceAndForAll() {
        List<Integer> departing = IntStream.rangeClosed('!', Character.MAX_CODE_POINT)
                .filter(Character::isLetter)
                .filter(letter -> {
                    String text = Character.toString(letter);
                    String folded = StorePath.existing(text).folded();
                    return !Stream.of(text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT), folded)
                            .allMatch(twin -> StorePath.existing(twin).folded().equals(folded));
                })
                .boxed()
                .toList();

        assertThat(departing).isEmpty();
    }

    @Test
    void takesPathsApart() {
        StorePath path = StorePath.of("a/b/c.yaml");

        assertThat(path.segments()).containsExactly("a", "b", "c.yaml");
        assertThat(path.name()).isEqualTo("c.yaml");
        assertThat(path.parent()).hasToString("a/b");
        assertThat(path.ancestors()).isEqualTo(List.of(StorePath.of("a"), StorePath.of("a/b")));
        assertThat(path.relativize(path)).isEqualTo(StorePath.ROOT);
        assertThatThrownBy(() -> StorePath.of("a/bc").relativize(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void liesBelowWholeSegmentsOnly() {
        assertThat(StorePath.of("a/bc").startsWith(StorePath.of("a/b"))).isFalse();
        assertThat(StorePath.of("a/b/c").startsWith(StorePath.of("a/b"))).isTrue();
        assertThat(StorePath.ROOT.startsWith(StorePath.ROOT)).isTrue();
    }

    @Test
    void ordersByBytes() {
        assertThat(StorePath.of("a-b")).isLessThan(StorePath.of("a/b"));
        assertThat(StorePath.of("\uFFFD")).as("UTF-8, not UTF-16").isLessThan(StorePath.of("😀"));
    }

    private static void refuses(String path, String message) {
        assertThatThrownBy(() -> StorePath.of(path))
                .isInstanceOfSatisfying(InvalidPathException.class, refused -> assertThat(refused.path())
                        .isEqualTo(path))
                .hasMessage(message);
    }
}
