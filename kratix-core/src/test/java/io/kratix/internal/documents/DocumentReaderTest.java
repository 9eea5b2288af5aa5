// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import io.kratix.model.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents a file or folder holds, and what is said of those that are none. */
final class DocumentReaderTest {
    private static final String THING = "apiVersion: v1\nkind: Thing\nmetadata: {name: %s}\n";

    @TempDir
    Path folder;

    @Test
    void readsAFolderWithItsFoldersSortedAndWithoutWhatIsHidden() throws IOException {
        write("b.yml", THING.formatted("second"));
        write("a/x.json", "{\"apiVersion\": \"v1\",\t\"kind\": \"Thing\", \"metadata\": {\"name\": \"first\"}}");
        write("c.yaml", THING.formatted("third") + "---\n---\n" + THING.formatted("fourth"));
        write(".git/x.yaml", "no document");
        write(".hidden.yaml", "no document");
        write("README.md", "no document");

        List<SourcedDocument> documents = DocumentReader.read(folder);

        assertThat(documents)
                .extracting(sourced -> sourced.document().metadata().name())
                .containsExactly("first", "second", "third", "fourth");
        assertThat(documents.get(3).source()).isEqualTo(folder.resolve("c.yaml") + ", document 3");
    }

    @Test
    void readsAFolderAndItsFoldersAndFilesThroughLinks() throws IOException {
        write("real/sub/a.yaml", THING.formatted("first"));
        write("other/b.yaml", THING.formatted("second"));
        Files.createSymbolicLink(folder.resolve("real/zlinked"), folder.resolve("other"));
        Files.createSymbolicLink(folder.resolve("real/.linked"), folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

        assertThat(DocumentReader.read(link))
                .extracting(SourcedDocument::source)
                .containsExactly(link + "/sub/a.yaml, document 1", link + "/zlinked/b.yaml, document 1");
    }

    @Test
    void refusesLinksThatLeadNowhereOrInACircle() throws IOException {
        Files.createSymbolicLink(folder.resolve("circle"), folder);
        Files.createSymbolicLink(folder.resolve("nowhere.yaml"), folder.resolve("missing"));

        assertThatThrownBy(() -> DocumentReader.read(folder))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage(
                        """
                        F/circle: is a link that leads in a circle - remove the link
                        F/nowhere.yaml: is a link that leads nowhere, to F/missing - mend the link, or remove it"""
                                .replace("F/", folder + "/"));
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsNoPipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.yaml");
        int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        String refusal = pipe + ": is neither a file nor a folder - write the documents into a file";

        assertThat(made).isZero();
        assertThatThrownBy(() -> DocumentReader.read(folder)).hasMessage(refusal);
        assertThatThrownBy(() -> DocumentReader.read(pipe)).hasMessage(refusal);
    }

    @Test
    void saysInWhichLineAControlCharacterStandsAndReadsOn() {
        String text = THING.formatted("a") + "---\n# \u0007\n" + THING.formatted("b") + "---\n- 1\n---\na: \u0000\n";

        assertThatThrownBy(() -> DocumentReader.parse("f", text))
                .hasMessage(
                        """
                        f, document 2: line 5: control characters are not allowed - remove them
                        f, document 4: line 12: control characters are not allowed - remove them
                        f, document 3: the document is of type array, not object - begin the document with\
                         apiVersion, kind and metadata""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\r\n", "\u0085", "\u2028", "\u2029"})
    void countsEachEndOfALineThatYamlHas(String end) {
        String text = THING.formatted("a") + "# c" + end.repeat(5) + "#\n---\n@\n---\n- 1\n---\na: \u0000\n";

        assertThatThrownBy(() -> DocumentReader.parse("f", text))
                .hasMessageContaining("f, document 2: line 11: found character '@'")
                .hasMessageContaining("f, document 3: the document is of type array")
                .hasMessageContaining("f, document 4: line 15: control characters");
    }

    @Test
    void refusesTheCharacterZeroInWhatNamesADocument() {
        String text = "{apiVersion: \"v\\0\", kind: \"k\\0\", metadata: {name: \"n\\0\", namespace: \"\\0\"}}";

        assertThatThrownBy(() -> DocumentReader.parse("f", text))
                .isInstanceOfSatisfying(InvalidDocumentException.class, e -> assertThat(e.problems())
                        .allMatch(problem -> problem.message().endsWith("must not contain the character U+0000"))
                        .extracting(Problem::field)
                        .containsExactly("apiVersion", "kind", "metadata.name", "metadata.namespace"));
    }

    @Test
    void refusesWhatWouldBeTooMuchWhenPrinted() {
        String deep = "[".repeat(150) + "1,".repeat(100_000) + "1" + "]".repeat(150);
        String wide = "{"
                + IntStream.range(0, 110_000).mapToObj(i -> "\"" + i + "\": 1").collect(Collectors.joining(",")) + "}";
        String json = "{\"apiVersion\": \"v1\", \"kind\": \"T\", \"metadata\": {\"name\": \"a\"}, \"spec\": ";

        assertThatThrownBy(() -> DocumentReader.parse("f", json + deep + "}"))
                .hasMessage("f, document 1: the document has more than 15728640 characters when printed - split the"
                        + " document");
        assertThatThrownBy(() -> DocumentReader.parse("f", json + wide + "}"))
                .hasMessageContaining("more than 200000 values");
    }

    @Test
    void takesNoLineOfDashesForASeparator() {
        String text = "a: [\n-----BEGIN CERT-----\nb: c: d\n---\n- 1\n";

        assertThatThrownBy(() -> DocumentReader.parse("f", text))
                .isInstanceOfSatisfying(InvalidDocumentException.class, e -> assertThat(e.problems())
                        .extracting(Problem::source)
                        .containsExactly("f, document 1", "f, document 2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800x\"", "\"x\\udc00\"", "{\"\\ud800\": 1}"})
    void refusesHalfACharacterInJson(String value) {
        String json = "{\"apiVersion\": \"v1\", \"kind\": \"Thing\", \"metadata\": {\"name\": \"x\"}, \"spec\": "
                + value + "}";

        assertThatThrownBy(() -> DocumentReader.parse("f", json))
                .hasMessage(
                        "f, document 1: line 1: the text is not valid Unicode - write both halves of the character");
    }

    @Test
    void readsTheItemsOfAList() {
        String list =
                """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: v1, kind: Thing, metadata: {name: a}}
                - {apiVersion: v1, kind: Thing, metadata: {name: b}}
                """;

        assertThat(DocumentReader.parse("list.yaml", list))
                .extracting(SourcedDocument::source)
                .containsExactly("list.yaml, document 1, item 1", "list.yaml, document 1, item 2");
    }

    @Test
    void tellsEverythingThatIsWrongInAllFilesAtOnce() throws IOException {
        write("a.yaml", "kind: Thing\nmetadata: {namespace: 5}\n---\na: b: c\n---\n- 1\n");
        write(
                "b.yaml",
                THING.formatted("fine") + "---\napiVersion: v1\nkind: Thing\nmetadata: {name: x, labels: {a: 1}}\n");

        assertThatThrownBy(() -> DocumentReader.read(folder))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage(
                        """
                        F/a.yaml, document 2: line 4: mapping values are not allowed here - check the\
                         indentation of this line and of the one above, and put a text with ': ' in it in quotes
                        F/a.yaml, document 1 (Thing): apiVersion: Required value - add the field 'apiVersion'
                        F/a.yaml, document 1 (Thing): metadata.name: Required value - add the field 'metadata.name'
                        F/a.yaml, document 1 (Thing): metadata.namespace: Invalid value: 5: must be of type string -\
                         write the value as the type that the field has
                        F/a.yaml, document 3: the document is of type array, not object - begin the document with\
                         apiVersion, kind and metadata
                        F/b.yaml, document 2 (Thing/default/x): metadata.labels.a: Invalid value: 1: must be of type string -\
                         put the value in quotes"""
                                .replace("F/", folder + "/"));
    }

    @Test
    void saysWhichFileIsMissing() {
        Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> DocumentReader.read(missing))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessage(
                        missing + ": there is no such file or folder (looked for " + missing + ") - check the path");
        assertThatThrownBy(() -> DocumentReader.read(Path.of("platfrm")))
                .hasMessage("platfrm: there is no such file or folder (looked for "
                        + Path.of("platfrm").toAbsolutePath() + ") - check the path");
    }

    @Test
    void readsAFileNoFurtherThanItsBound() throws IOException {
        Path file = folder.resolve("big.yaml");
        Files.write(file, new byte[Bounds.CHARACTERS + 1]);

        assertThatThrownBy(() -> DocumentReader.read(file))
                .hasMessage(file + ": the file has more than 16777216 bytes - split it into several files");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE9});

        assertThatThrownBy(() -> DocumentReader.read(file))
                .hasMessage(file + ": the file is not valid UTF-8 - save it as UTF-8");
    }

    @Test
    void warnsOfAKeyThatWasNotWrittenAsAText() {
        SourcedDocument document = DocumentReader.parse("f.yaml", THING.formatted("x") + "spec:\n  n: 1\n")
                .get(0);

        assertThat(document.document().spec()).containsKey("false");
        assertThat(document.warnings())
                .containsExactly("line 5: the key \"false\" was not written as a text; put it in quotes if it was meant"
                        + " otherwise");
    }

    @Test
    void countsTheLinesOfAKeyFromTheBeginningOfTheTextAlsoAfterATab() {
        String first = "apiVersion: v1\nkind:\tThing\nmetadata: {name: a}\n---\n";
        String second = "apiVersion: v1\nkind:\tThing\nmetadata: {name: b}\nspec:\n  n:\t1\n";

        assertThat(DocumentReader.parse("f.yaml", first + second).get(1).warnings())
                .singleElement()
                .asString()
                .startsWith("line 9: the key \"false\"");
    }

    @Test
    void warnsOfAPromisesUnknownField() {
        String promise =
                """
                apiVersion: platform.kratix.io/v1alpha1
                kind: Promise
                metadata: {name: p}
                spec: {dependancies: [], workflows: {resource: {configur: []}}}
                """;

        assertThat(Promise.of(DocumentReader.parse("p.yaml", promise).get(0).document())
                        .warnings())
                .containsExactly(
                        "unknown field \"spec.workflows.resource.configur\" - did you mean \"configure\"?",
                        "unknown field \"spec.dependancies\" - did you mean \"dependencies\"?");
    }

    @Test
    void tellsOfMetadataThatNobodyKnows() {
        String metadata = "metadata: {name: a, uid: u, lables: {env: prod}}\n";
        String destination = "apiVersion: platform.kratix.io/v1alpha1\nkind: Destination\n" + metadata;
        String unknown = "unknown field \"metadata.lables\"";

        Reading refused = DocumentReader.reading("text", destination + "spec: {}\n");
        Reading warned = DocumentReader.reading("text", "apiVersion: example.org/v1\nkind: Thing\n" + metadata);

        assertThat(refused.problems())
                .extracting(Problem::toString)
                .containsExactly("text, document 1 (Destination/a): " + unknown + " - did you mean \"labels\"?");
        assertThat(refused.documents()).hasSize(1);
        assertThat(warned.problems()).isEmpty();
        assertThat(warned.documents().get(0).warnings())
                .containsExactly(unknown + ", left out - did you mean \"labels\"?");
    }

    @Test
    void offersOnlyTheMetadataThatPeopleWrite() {
        String text = THING.formatted("a, colour: red");

        assertThat(DocumentReader.parse("text", text).get(0).warnings())
                .containsExactly("unknown field \"metadata.colour\", left out - remove it; known here: annotations,"
                        + " labels, name, namespace");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
