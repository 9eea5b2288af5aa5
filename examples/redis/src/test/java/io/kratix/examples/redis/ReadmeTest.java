// SPDX-License-Identifier: Apache-2.0
package io.kratix.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README says what the project does; this holds it to that. */
class ReadmeTest {
    private static final Path ROOT =
            Path.of("").toAbsolutePath().resolve("../..").normalize();

    @Test
    void showsTheEmbeddingProgramAsItIsCompiled() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/kratix/examples/redis/Embedding.java"));

        String shown = blocks("java").get(0).strip();

        assertThat(source.replaceAll("(?m)^ {8}", "")).contains(shown);
        assertThat(shown.lines()).hasSizeLessThan(25);
    }

    @Test
    void namesOneCommandToRunAndOneToTest() throws IOException {
        assertThat(blocks("sh").stream().map(String::strip)).containsExactly("examples/redis/run", "mvn verify");
    }

    @Test
    void namesEveryModule() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> modules = Pattern.compile("<module>(.*?)</module>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(result -> result.group(1))
                .toList();

        assertThat(modules).isNotEmpty().allSatisfy(module -> assertThat(readme).contains("`" + module + "`"));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(block.indexOf('\n') + 1, block.length() - 3))
                .toList();
    }
}
