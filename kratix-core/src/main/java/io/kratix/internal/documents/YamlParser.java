// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads a stream of YAML documents. After one that cannot be read it goes on with the next line that begins a document,
 * so that everything that is wrong is told at once.
 */
final class YamlParser {
    private static final String NO_NUMBER = "the number of a character, an indentation or a version means nothing";
    private static final Pattern VERSION = Pattern.compile("%YAML\\s+1\\.1\\b");
    private static final Pattern BLOCK_ENTRY = Pattern.compile("(.*\\s)?[-?]", Pattern.DOTALL);

    private String text;
    private final ControlCharacters controls;
    private final List<Parsed> read = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int line;
    private int documents;
    private int values;
    private long characters;
    private int cursor;
    private int cursorIndex;
    private int ended;
    private int endedLine;
    private int begunLine;
    private long patience = 4L * Bounds.CHARACTERS;

    private YamlParser(String text) {
        this.controls = new ControlCharacters(text);
        this.text = controls.replaced();
    }

    /** {@return all documents of the text that are not empty, and what could not be read} */
    static Result parse(String text) {
        YamlParser parser = new YamlParser(text);
        parser.refuseLongLine();
        parser.parseFrom(parser.failures.isEmpty() ? 0 : -1);
        return new Result(parser.read, parser.failures);
    }

    /** The parser copies what it has of a line each time it reads on: the time grows with the square of the length. */
    private void refuseLongLine() {
        int start = 0;
        for (int number = 1; start < text.length(); number++) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            if (next - start > Bounds.LINE) {
                failures.add(longLine(number));
                return;
            }
            start = next;
        }
    }

    private Failure longLine(int number) {
        String line = "line " + number + ": ";
        return JsonTrees.isMeant(text)
                ? new Failure(1, line + JsonTrees.problem(text), "correct the JSON")
                : new Failure(
                        1, line + "the line has more than " + Bounds.LINE + " characters", "break it, or write JSON");
    }

    private void parseFrom(int start) {
        int next = start;
        while (next >= 0 && failures.size() < Bounds.PROBLEMS) {
            next = parseUntilFailure(next);
        }
    }

    /** {@return where to go on, or -1} */
    private int parseUntilFailure(int start) {
        cursor = start;
        cursorIndex = 0;
        ended = 0;
        endedLine = 0;
        begunLine = 0;
        StreamReader characters = new StreamReader(text.substring(start));
        try {
            Parser events = new ParserImpl(characters, options());
            while (!events.checkEvent(Event.ID.StreamEnd)) {
                next(events);
            }
            refuseControls(Integer.MAX_VALUE);
            return -1;
        } catch (UnreadableException e) {
            int next = fail(start, e.line(), e.text(), e.remedy());
            return isFull() ? -1 : next;
        } catch (MarkedYAMLException e) {
            int position = text.offsetByCodePoints(start, e.getProblemMark().getIndex());
            return isSeparatingTab(position)
                    ? replaceTab(start, position)
                    : failSyntax(start, e.getProblemMark().getLine(), describe(e));
        } catch (YAMLException e) {
            failures.add(new Failure(documents + 1, String.valueOf(e.getMessage()), SyntaxRemedy.ANY));
            return -1;
        } catch (IllegalArgumentException e) { // the parser believes every number that it finds
            return fail(start, characters.getMark().getLine(), NO_NUMBER, SyntaxRemedy.ANY);
        }
    }

    private void next(Parser events) {
        Event event = events.getEvent();
        if (event instanceof DocumentStartEvent start) {
            begunLine = start.getStartMark().getLine();
            refuseVersion(start);
            TreeComposer composer = new TreeComposer(events, line);
            Object tree = composer.compose();
            Mark end = events.peekEvent().getEndMark();
            refuseControls(end.getLine());
            ended = end.getIndex();
            endedLine = end.getLine();
            begunLine = endedLine;
            documents++;
            count(start, composer);
            if (tree != null) {
                read.add(new Parsed(documents, tree, composer.warnings()));
            }
        }
    }

    private void refuseControls(int lastLine) {
        int found = controls.takeUntil(lastLine == Integer.MAX_VALUE ? lastLine : line + lastLine);
        if (found >= 0) {
            throw new UnreadableException(found - line, "control characters are not allowed", "remove them");
        }
    }

    private void count(Event event, TreeComposer composer) {
        values += composer.values();
        characters += composer.characters();
        if (isFull()) {
            String bound = values > Bounds.VALUES
                    ? Bounds.VALUES + " values"
                    : Bounds.CHARACTERS + " characters, aliases expanded";
            throw TreeComposer.at(event, "the text has more than " + bound, "split it into several files");
        }
    }

    private boolean isFull() {
        return values > Bounds.VALUES || characters > Bounds.CHARACTERS;
    }

    /** The parser knows spaces only; Kubernetes' takes a tab as well, where it neither indents nor follows "-" or "?". */
    private boolean isSeparatingTab(int position) {
        if (position >= text.length() || text.charAt(position) != '\t' || patience < 0) {
            return false;
        }
        String before =
                text.substring(text.lastIndexOf('\n', position) + 1, position).strip();
        return !before.isEmpty() && !BLOCK_ENTRY.matcher(before).matches();
    }

    /** {@return where the document begins that is to be read once more} */
    private int replaceTab(int start, int position) {
        patience -= text.length();
        text = text.substring(0, position) + ' ' + text.substring(position + 1);
        line += endedLine;
        return text.offsetByCodePoints(start, ended);
    }

    private int failSyntax(int start, int failedLine, String message) {
        return fail(start, failedLine, message, SyntaxRemedy.of(message));
    }

    private int fail(int start, int failedLine, String message, String remedy) {
        documents++;
        failures.add(new Failure(documents, "line " + (line + failedLine + 1) + ": " + message, remedy));
        int position = start;
        for (int passed = 0; position >= 0 && position < text.length(); passed++) {
            if ((passed > failedLine || (passed == failedLine && passed > begunLine))
                    && LineEnds.isSeparator(text, position)) {
                line += passed;
                controls.takeUntil(line - 1); // of a document that has been refused
                return position;
            }
            position = LineEnds.next(text, position);
        }
        return -1;
    }

    /** The parser itself reads each 1.x as 1.1, and keeps no trace of what was written. */
    private void refuseVersion(DocumentStartEvent start) {
        if (start.getVersion() != null && !VERSION.matcher(versionLine(start)).lookingAt()) {
            throw TreeComposer.at(
                    start, "found incompatible YAML document", "remove the %YAML line; documents are read as YAML 1.1");
        }
    }

    private String versionLine(DocumentStartEvent start) {
        int index = start.getStartMark().getIndex();
        cursor = text.offsetByCodePoints(cursor, index - cursorIndex);
        cursorIndex = index;
        int directive = text.indexOf("%YAML", cursor);
        int end = text.indexOf('\n', directive);
        return directive < 0 ? "" : text.substring(directive, end < 0 ? text.length() : end);
    }

    private static String describe(MarkedYAMLException e) {
        String problem = e.getProblem().lines().findFirst().orElse("cannot be read");
        return e.getContext() == null ? problem : problem + " " + e.getContext();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    /**
     * One document that is not empty.
     *
     * @param number its place in the stream, counted from 1
     * @param tree its value
     * @param warnings what was read although it is probably not meant
     */
    record Parsed(int number, Object tree, List<String> warnings) {}

    /**
     * One document that could not be read.
     *
     * @param number its place in the stream, counted from 1
     * @param message what is wrong, with the line
     * @param remedy what to do about it
     */
    record Failure(int number, String message, String remedy) {}

    /**
     * What a text holds.
     *
     * @param documents what was read
     * @param failures what was not
     */
    record Result(List<Parsed> documents, List<Failure> failures) {}
}
