// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.Destination;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Problem;
import io.kratix.model.StorePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a Destination's document must fulfil so that it can be laid out, and what of it can never change. */
public final class LayoutRules {
    private static final String AGAIN = "to change it, delete the Destination and apply it anew";

    private LayoutRules() {}

    /**
     * {@return everything that keeps a Destination from being laid out; none if {@link Layout#of} takes it}
     *
     * @param destination the Destination as applied
     * @param mode its effective mode
     * @param namespace its effective namespace
     */
    public static List<Problem> problems(Destination destination, FilepathMode mode, String namespace) {
        List<Problem> problems = new ArrayList<>();
        checkPath(problems, "spec.path", destination.path());
        if (mode == FilepathMode.AGGREGATED_YAML) {
            checkFilename(problems, destination.filename());
        }
        if (mode == FilepathMode.TEMPLATE) {
            problems.addAll(PathTemplate.problems(destination, namespace));
        }
        return problems;
    }

    /**
     * {@return what a document that is applied again changes although it can never change; Kratix' words}
     *
     * @param before the Destination as it is
     * @param mode its effective mode, fixed when it was first applied
     * @param namespace its effective namespace, fixed with the mode
     * @param after the Destination as applied now; one that names no mode or namespace keeps both
     */
    public static List<Problem> changes(Destination before, FilepathMode mode, String namespace, Destination after) {
        List<Problem> problems = new ArrayList<>();
        String written = after.document().metadata().namespace();
        if (!written.isEmpty() && !written.equals(namespace)) {
            problems.add(Problem.invalid("metadata.namespace", written, "namespace is immutable", AGAIN));
        }
        FilepathMode next = after.mode().orElse(mode);
        if (next != mode) {
            problems.add(Problem.invalid("spec.filepath.mode", next.text(), "filepath.mode is immutable", AGAIN));
        }
        if (mode == FilepathMode.AGGREGATED_YAML && !before.filename().equals(after.filename())) {
            problems.add(Problem.invalid(
                    "spec.filepath.filename", after.filename(), "filepath.filename is immutable", AGAIN));
        }
        if (mode == FilepathMode.TEMPLATE && !Objects.equals(before.templates(), after.templates())) {
            problems.add(Problem.invalid(
                    "spec.filepath.templates", after.templates(), "filepath.templates is immutable", AGAIN));
        }
        return problems;
    }

    private static void checkFilename(List<Problem> problems, String filename) {
        StorePath path = checkPath(problems, "spec.filepath.filename", filename);
        if (path.isRoot()) {
            problems.add(Problem.invalid(
                    "spec.filepath.filename", filename, "names no file", "write a file's name, or leave it out"));
        } else if (ReservedNames.contains(path.segments().get(0))) {
            problems.add(
                    Problem.invalid("spec.filepath.filename", filename, "is reserved", "choose another file's name"));
        }
    }

    private static StorePath checkPath(List<Problem> problems, String field, String path) {
        try {
            return Layout.normalised(path);
        } catch (InvalidPathException e) {
            String rule = Objects.requireNonNullElse(e.getMessage(), "is no path");
            problems.add(Problem.invalid(field, path, rule, "write a path below the State Store's"));
            return StorePath.of("unfit");
        }
    }
}
