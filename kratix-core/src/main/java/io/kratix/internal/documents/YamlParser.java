// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads a stream of YAML documents. After one that cannot be read it goes on with the next line that begins a document,
 * so that everything that is wrong is told at once.
 */
final class YamlParser {
    private static final String SYNTAX_REMEDY = "correct the YAML";

    private final String text;
    private final List<Parsed> read = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int line;
    private int documents;
    private int values;

    private YamlParser(String text) {
        this.text = text;
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
                String message = "line " + number + ": the line has more than " + Bounds.LINE + " characters";
                failures.add(new Failure(1, message, "break it, or write JSON"));
                return;
            }
            start = next;
        }
    }

    private void parseFrom(int start) {
        int next = start;
        while (next >= 0 && failures.size() < Bounds.PROBLEMS) {
            next = parseUntilFailure(next);
        }
    }

    /** {@return where to go on, or -1} */
    private int parseUntilFailure(int start) {
        try {
            Parser events = new ParserImpl(new StreamReader(text.substring(start)), options());
            while (!events.checkEvent(Event.ID.StreamEnd)) {
                next(events);
            }
            return -1;
        } catch (UnreadableException e) {
            int next = fail(start, e.line(), e.text(), e.remedy());
            return values > Bounds.VALUES ? -1 : next;
        } catch (MarkedYAMLException e) {
            return fail(start, e.getProblemMark().getLine(), describe(e), SYNTAX_REMEDY);
        } catch (ReaderException e) {
            failures.add(new Failure(documents + 1, "control characters are not allowed", "remove them"));
            return -1;
        } catch (YAMLException e) {
            failures.add(new Failure(documents + 1, String.valueOf(e.getMessage()), SYNTAX_REMEDY));
            return -1;
        }
    }

    private void next(Parser events) {
        Event event = events.getEvent();
        if (event instanceof DocumentStartEvent start) {
            refuseVersion(start);
            TreeComposer composer = new TreeComposer(events);
            Object tree = composer.compose();
            documents++;
            count(start, composer.values());
            if (tree != null) {
                read.add(new Parsed(documents, tree, composer.warnings()));
            }
        }
    }

    private void count(Event event, int more) {
        values += more;
        if (values > Bounds.VALUES) {
            throw TreeComposer.at(
                    event, "the text has more than " + Bounds.VALUES + " values", "split it into several files");
        }
    }

    private int fail(int start, int failedLine, String message, String remedy) {
        documents++;
        failures.add(new Failure(documents, "line " + (line + failedLine + 1) + ": " + message, remedy));
        int position = start;
        for (int passed = 0; position >= 0 && position < text.length(); passed++) {
            if (passed > failedLine && text.startsWith("---", position)) {
                line += passed;
                return position;
            }
            position = text.indexOf('\n', position) + 1;
            if (position == 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The parser itself reads each 1.x as 1.1, and keeps no trace of what was written. */
    private void refuseVersion(DocumentStartEvent start) {
        if (start.getVersion() != null && !versionLine(start).matches("%YAML\\s+1\\.1\\b.*")) {
            throw TreeComposer.at(
                    start, "found incompatible YAML document", "remove the %YAML line; documents are read as YAML 1.1");
        }
    }

    private String versionLine(DocumentStartEvent start) {
        return text.lines()
                .skip((long) line + start.getStartMark().getLine())
                .filter(candidate -> candidate.startsWith("%YAML"))
                .findFirst()
                .orElse("");
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
