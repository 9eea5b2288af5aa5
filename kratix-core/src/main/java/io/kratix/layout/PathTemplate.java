// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Destination;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one of the two templates of mode {@code template}, and says what is wrong with it. */
final class PathTemplate {
    static final String DEPENDENCIES = "dependencies";
    static final String RESOURCES = "resources";

    private static final String FIELD = "spec.filepath.templates";
    private static final String BRACES_REMEDY =
            "write a variable as a segment of its own; there are " + PathVariable.all();

    private final String field;
    private final String text;
    private final List<PathSegment> segments = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private PathTemplate(String field, String text) {
        this.field = field;
        this.text = text;
    }

    /** {@return the pattern that a text without problems stands for} */
    static PathPattern parse(String text) {
        return new PathPattern(new PathTemplate("", text).read().segments);
    }

    /** {@return everything that is wrong with the two templates of a Destination} */
    static List<Problem> problems(Destination destination, String namespace) {
        PathTemplate dependencies = read(destination, DEPENDENCIES);
        PathTemplate resources = read(destination, RESOURCES);
        dependencies.requireForPromises();
        resources.requireForRequests();
        List<Problem> problems = new ArrayList<>(dependencies.problems);
        problems.addAll(resources.problems);
        if (problems.isEmpty()) {
            overlap(dependencies, resources, destination, namespace).ifPresent(problems::add);
        }
        return problems;
    }

    private static PathTemplate read(Destination destination, String which) {
        String text = destination.templates().getOrDefault(which, "");
        return new PathTemplate(FIELD + "." + which, text).read();
    }

    private static Optional<Problem> overlap(
            PathTemplate dependencies, PathTemplate resources, Destination destination, String namespace) {
        PathPattern ofPromises = new PathPattern(dependencies.segments)
                .with(variable -> valueOf(variable, destination, namespace))
                .before(PathVariable.Part.CONTENT);
        PathPattern ofRequests = new PathPattern(resources.segments)
                .with(variable -> valueOf(variable, destination, namespace))
                .before(PathVariable.Part.CONTENT);
        return ofPromises.meets(ofRequests)
                ? Optional.of(Problem.invalid(
                        FIELD,
                        resources.text,
                        "could give a request and a Promise the same directory: '" + ofRequests + "' and '" + ofPromises
                                + "'",
                        "begin the two templates with different words, dependencies/... and resources/..."))
                : Optional.empty();
    }

    static String valueOf(PathVariable variable, Destination destination, String namespace) {
        return variable == PathVariable.DESTINATION_NAME ? destination.name() : namespace;
    }

    private PathTemplate read() {
        if (text.isEmpty()) {
            problems.add(Problem.required(field, "mode template needs it; write a path of words and variables"));
            return this;
        }
        for (String segment : text.split("/", -1)) {
            segments.add(readSegment(segment));
        }
        return this;
    }

    private PathSegment readSegment(String segment) {
        if (segment.indexOf('{') < 0 && segment.indexOf('}') < 0) {
            checkWord(segment);
            return PathSegment.word(segment);
        }
        boolean whole = segment.startsWith("{") && segment.endsWith("}");
        String name = whole ? segment.substring(1, segment.length() - 1) : "";
        Optional<PathVariable> variable = PathVariable.of(name);
        if (variable.isEmpty()) {
            refuse("has the segment '" + segment + "', which is no variable", BRACES_REMEDY);
        }
        return variable.map(PathSegment::of).orElse(PathSegment.word(segment));
    }

    private void checkWord(String word) {
        if (ReservedNames.contains(word)) {
            refuse("has the segment '" + word + "', which is reserved", "choose another word");
            return;
        }
        try {
            if (StorePath.of(word).isRoot()) {
                refuse("has an empty segment", "write one '/' between segments, and none at either end");
            }
        } catch (InvalidPathException e) {
            refuse("has a segment that no store can keep: " + e.getMessage(), "choose another word");
        }
    }

    private void requireForPromises() {
        for (PathSegment segment : segments) {
            segment.variable()
                    .filter(PathVariable::isOfRequest)
                    .ifPresent(variable -> refuse(
                            "names " + variable + ", but a Promise's dependencies have no request", "remove it"));
        }
        requireInArea(PathVariable.PROMISE_NAME, "two Promises");
    }

    private void requireForRequests() {
        requireInArea(PathVariable.RESOURCE_NAMESPACE, "two requests of one name");
        requireInArea(PathVariable.PROMISE_NAME, "two Promises' requests of one name");
        requireInArea(PathVariable.RESOURCE_NAME, "two requests");
    }

    private void requireInArea(PathVariable variable, String sharing) {
        PathPattern area = new PathPattern(segments).before(PathVariable.Part.CONTENT);
        if (!text.isEmpty() && !area.names(variable)) {
            refuse(
                    "does not name " + variable + " before " + PathVariable.PIPELINE_NAME + " and "
                            + PathVariable.GROUP_ID + ": " + sharing + " would share a directory",
                    "add the segment " + variable);
        }
    }

    private void refuse(String rule, String remedy) {
        problems.add(Problem.invalid(field, text, rule, remedy));
    }
}
