// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects problems in Kubernetes' words. */
final class Findings {
    /** Nobody reads more, and a hostile document could have as many as it has values. */
    private static final int MOST = 1_000;

    /** Values that are allowed, in one message. */
    private static final int MOST_NAMED = 100;

    private static final int MOST_OF_ALTERNATIVE = 100;
    private static final Problem UNTOLD = Problem.ofDocument("", "");

    private final List<Problem> problems = new ArrayList<>();
    private final int most;
    private final boolean isSilent;

    Findings() {
        this(MOST, false);
    }

    private Findings(int most, boolean isSilent) {
        this.most = most;
        this.isSilent = isSilent;
    }

    /** {@return findings of a schema that is one of several, and need not be fulfilled} */
    static Findings ofAlternative(boolean isSilent) {
        return new Findings(MOST_OF_ALTERNATIVE, isSilent);
    }

    int size() {
        return problems.size();
    }

    /** Forgets what was found since there were that many. */
    void cut(int size) {
        problems.subList(size, problems.size()).clear();
    }

    void addAll(Findings others) {
        addAll(others.problems);
    }

    void addAll(List<Problem> others) {
        others.forEach(this::add);
    }

    void add(Problem problem) {
        if (!isFull()) {
            problems.add(problem);
        }
    }

    /** {@return whether problems are counted only, and nothing is put into words} */
    boolean isSilent() {
        return isSilent;
    }

    /** {@return whether a problem is to be put into words; if not, it has been counted} */
    boolean isTold() {
        if (isSilent) {
            add(UNTOLD);
        }
        return !isSilent && !isFull();
    }

    /** {@return whether something is wrong at a place already} */
    boolean hasProblem(Where where) {
        String field = where.field();
        return problems.stream().anyMatch(problem -> problem.field().equals(field));
    }

    /** {@return whether no more is told, so that nobody need put it into words} */
    boolean isFull() {
        return problems.size() >= most;
    }

    void required(Where where) {
        if (isTold()) {
            add(Problem.required(where.field(), "add the field '" + where.field() + "'"));
        }
    }

    void required(Where where, String detail, String remedy) {
        add(where, "", "Required value: " + detail, remedy);
    }

    void invalid(Where where, @Nullable Object value, String rule, String remedy) {
        if (isTold()) {
            add(Problem.invalid(where.field(), value == null ? "null" : Values.shown(value), rule, remedy));
        }
    }

    /** A rule that Kubernetes words with the field's name {@code in body}. */
    void invalidInBody(Where where, Object value, String rule, String remedy) {
        if (isTold()) {
            invalid(where, value, where.body() + " in body " + rule, remedy);
        }
    }

    /** Kubernetes names the type that was found, and not the value. */
    void invalidType(Where where, String expected, String actual, @Nullable Object value) {
        if (isTold()) {
            Problem typed = Problem.invalid(
                    where.field(),
                    actual,
                    where.body() + " in body must be of type " + expected + ": \"" + actual + '"',
                    "");
            String remedy = TypeRemedy.of(expected, value);
            add(new Problem("", "", where.field(), Values.shortened(value), typed.message(), remedy));
        }
    }

    void unsupported(Where where, @Nullable Object value, List<String> supported) {
        if (!isTold()) {
            return;
        }
        String values = supported.stream().limit(MOST_NAMED).map(Values::quoted).collect(Collectors.joining(", "))
                + (supported.size() > MOST_NAMED ? ", ..." : "");
        add(
                where,
                value,
                "Unsupported value: " + Values.quoted(value) + ": supported values: " + values,
                "write one of these");
    }

    void duplicate(Where where, Object value) {
        if (isTold()) {
            add(where, value, "Duplicate value: " + Values.quoted(value), "remove one of the two");
        }
    }

    void forbidden(Where where, String rule, String remedy) {
        add(where, "", "Forbidden: " + rule, remedy);
    }

    void add(Where where, @Nullable Object value, String message, String remedy) {
        if (isTold()) {
            add(new Problem("", "", where.field(), Values.shortened(value), where.field() + ": " + message, remedy));
        }
    }

    /** {@return everything, sorted by field, of a document with that kind and name} */
    List<Problem> sorted(String subject) {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::field))
                .map(problem -> problem.of(subject))
                .toList();
    }
}
