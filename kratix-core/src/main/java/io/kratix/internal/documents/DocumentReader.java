// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import io.kratix.model.Content;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents from files and texts. Everything that is wrong with any of them is told at once; then none of them is
 * answered.
 */
public final class DocumentReader {
    private static final String NO_OBJECT = "begin the document with apiVersion, kind and metadata";
    private static final String NO_PATH = "; for a path use apply(Path) or read(Path)";
    private static final String NOTHING = ": there is no document in it";
    private static final String ENDINGS = "; of a folder, the files that end in .yaml, .yml and .json are read";

    private final List<SourcedDocument> documents = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private String remedy = NO_OBJECT;
    private boolean complete = true;

    private DocumentReader() {}

    /**
     * {@return all documents of a file, or of the {@code .yaml}, {@code .yml} and {@code .json} files of a folder and
     * its folders, sorted by path; what is hidden is left out, empty documents too, and lists are their items}
     *
     * @param fileOrFolder what to read
     * @throws InvalidDocumentException with everything that is wrong in any of the files
     */
    public static List<SourcedDocument> read(Path fileOrFolder) {
        return reading(fileOrFolder).orThrow();
    }

    /**
     * {@return all documents of a file or folder, as {@link #read} reads it, and everything that is wrong in any of them}
     *
     * @param fileOrFolder what to read
     */
    public static Reading reading(Path fileOrFolder) {
        DocumentReader reader = new DocumentReader();
        for (Path file : DocumentFiles.find(fileOrFolder, reader.problems)) {
            reader.addFile(file);
        }
        return reader.answer(fileOrFolder + NOTHING + ENDINGS);
    }

    /**
     * {@return all documents of a text}
     *
     * @param source what the text is called in messages
     * @param text YAML, a stream of documents or one, or one JSON object
     * @throws InvalidDocumentException with everything that is wrong in the text
     */
    public static List<SourcedDocument> parse(String source, String text) {
        return reading(source, text).orThrow();
    }

    /**
     * {@return all documents of a text, as {@link #parse} reads it, and everything that is wrong in it}
     *
     * @param source what the text is called in messages
     * @param text YAML, a stream of documents or one, or one JSON object
     */
    public static Reading reading(String source, String text) {
        DocumentReader reader = new DocumentReader();
        reader.remedy = NO_OBJECT + NO_PATH;
        reader.addText(source, text);
        return reader.answer(source + NOTHING);
    }

    /**
     * What a text holds, the good beside the bad.
     *
     * @param documents the documents that can be read
     * @param problems what is wrong with the others
     */
    public record Found(List<SourcedDocument> documents, List<Problem> problems) {
        /** Copies the lists. */
        public Found {
            documents = List.copyOf(documents);
            problems = List.copyOf(problems);
        }
    }

    /**
     * {@return each document of a content that can be read, and what is wrong with the others}
     *
     * @param source what the content is called in messages
     * @param content YAML or JSON in UTF-8
     */
    public static Found readEach(String source, Content content) {
        DocumentReader reader = new DocumentReader();
        try {
            reader.addText(source, DocumentFiles.text(content));
        } catch (UnreadableException e) {
            reader.problems.add(Problem.ofDocument(e.text(), e.remedy()).at(source));
        }
        return new Found(reader.documents, reader.problems);
    }

    /**
     * {@return whether a file is one that holds documents: YAML or JSON, and not hidden}
     *
     * @param segments its path, segment by segment
     */
    public static boolean holdsDocuments(List<String> segments) {
        return segments.stream().noneMatch(segment -> segment.startsWith("."))
                && DocumentFiles.hasEnding(segments.get(segments.size() - 1));
    }

    /**
     * {@return the one value that a text holds: a map, a list, a scalar, or null if it is empty}
     *
     * @param text YAML or JSON
     * @throws InvalidDocumentException if it cannot be read, or a second document that is not empty follows
     */
    public static @Nullable Object readTree(String text) {
        List<Object> trees = readTrees(text);
        if (trees.size() > 1) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(
                    "expected single document yaml, but found multiple documents", "keep one of them")));
        }
        return trees.isEmpty() ? null : trees.get(0);
    }

    /**
     * {@return the value of each document of a text that is not empty, in their order}
     *
     * @param text YAML or JSON
     * @throws InvalidDocumentException if any of it cannot be read
     */
    public static List<Object> readTrees(String text) {
        YamlParser.Result result = trees(text);
        if (!result.failures().isEmpty()) {
            throw new InvalidDocumentException(result.failures().stream()
                    .map(failure -> Problem.ofDocument(failure.message(), failure.remedy()))
                    .toList());
        }
        return result.documents().stream().map(YamlParser.Parsed::tree).toList();
    }

    /**
     * {@return the value of each document of a content that is not empty, in their order}
     *
     * @param content YAML or JSON in UTF-8
     * @throws InvalidDocumentException if any of it cannot be read
     */
    public static List<Object> readTrees(Content content) {
        try {
            return readTrees(DocumentFiles.text(content));
        } catch (UnreadableException e) {
            throw new InvalidDocumentException(List.of(Problem.ofDocument(e.text(), e.remedy())));
        }
    }

    /**
     * {@return the text of a content}
     *
     * @param content UTF-8, as whatever {@link #readTrees(Content)} reads
     */
    public static String text(Content content) {
        return DocumentFiles.text(content);
    }

    private void addFile(Path file) {
        try {
            addText(file.toString(), DocumentFiles.text(file));
        } catch (UnreadableException e) {
            problems.add(Problem.ofDocument(e.text(), e.remedy()).at(file.toString()));
            complete = false;
        }
    }

    private void addText(String source, String text) {
        YamlParser.Result result = trees(text);
        for (YamlParser.Failure failure : result.failures()) {
            problems.add(Problem.ofDocument(failure.message(), failure.remedy()).at(place(source, failure.number())));
            complete = false;
        }
        for (YamlParser.Parsed parsed : result.documents()) {
            addTree(place(source, parsed.number()), parsed.tree(), parsed.warnings());
        }
    }

    private void addTree(String place, Object tree, List<String> warnings) {
        if (problems.size() >= Bounds.PROBLEMS) {
            complete = false;
            return; // whoever has so many to mend will come again
        }
        if (!(tree instanceof Map<?, ?> map)) {
            String type = Trees.typeOf(tree);
            problems.add(Problem.ofDocument(
                            "the document is of type " + type + ", not object",
                            type.equals("string") ? remedy : NO_OBJECT)
                    .at(place));
        } else if ("List".equals(map.get("kind")) && map.get("items") instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                addTree(place + ", item " + (i + 1), items.get(i), i == 0 ? warnings : List.of());
            }
        } else {
            addDocument(place, Trees.asObject(map), warnings);
        }
    }

    private void addDocument(String place, Map<String, @Nullable Object> tree, List<String> warnings) {
        Map<String, @Nullable Object> declared = new LinkedHashMap<>(tree);
        declared.remove("status");
        Optional<String> excess = Extent.excess(declared);
        if (excess.isPresent()) {
            problems.add(Problem.ofDocument("the document has " + excess.get(), "split the document")
                    .at(place));
            complete = false;
            return;
        }
        try {
            Document document = Document.of(tree);
            documents.add(new SourcedDocument(document, place, judgeMetadata(document, place, tree, warnings)));
        } catch (InvalidDocumentException e) {
            e.problems().forEach(problem -> problems.add(problem.at(place)));
            addRest(place, tree);
        }
    }

    private List<String> judgeMetadata(
            Document document, String place, Map<String, @Nullable Object> tree, List<String> warnings) {
        List<String> all = new ArrayList<>(warnings);
        for (Problem unknown : MetadataFields.unknown(tree)) {
            if (MetadataFields.areHeldTo(document.group(), document.kind())) {
                problems.add(unknown.of(document.toString()).at(place));
            } else {
                all.add(unknown.message() + ", left out - " + unknown.remedy());
            }
        }
        return List.copyOf(all);
    }

    /** What else is wrong with a document is told along with its labels. */
    private void addRest(String place, Map<String, @Nullable Object> tree) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(tree);
        if (tree.get("metadata") instanceof Map<?, ?> metadata) {
            Map<String, @Nullable Object> identity = new LinkedHashMap<>(Trees.asObject(metadata));
            List.of("labels", "annotations").forEach(identity::remove);
            rest.put("metadata", identity);
        }
        try {
            documents.add(new SourcedDocument(Document.of(rest), place));
        } catch (InvalidDocumentException e) {
            complete = false; // told already
        }
    }

    private Reading answer(String ifEmpty) {
        boolean empty = documents.isEmpty() && problems.isEmpty();
        return new Reading(documents, problems, complete, empty ? List.of(ifEmpty) : List.of());
    }

    private static YamlParser.Result trees(String text) {
        if (text.length() > Bounds.CHARACTERS) {
            UnreadableException e = tooLong();
            return new YamlParser.Result(List.of(), List.of(new YamlParser.Failure(1, e.text(), e.remedy())));
        }
        Optional<Map<String, @Nullable Object>> json = JsonTrees.read(text);
        return json.isEmpty()
                ? YamlParser.parse(text)
                : new YamlParser.Result(List.of(new YamlParser.Parsed(1, json.get(), List.of())), List.of());
    }

    static UnreadableException tooLong() {
        return new UnreadableException(
                0, "the text has more than " + Bounds.CHARACTERS + " characters", "split it into several files");
    }

    private static String place(String source, int number) {
        return source + ", document " + number;
    }
}
