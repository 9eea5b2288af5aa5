// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Guesses what somebody meant by a name that does not exist. */
public final class Suggestion {
    /** More names than that help nobody. */
    private static final int MOST_NAMED = 15;

    /** Names that long, and so many of them, take more time than a guess is worth. */
    private static final int LONGEST = 100;

    private static final int MOST_COMPARED = 1_000;

    private Suggestion() {}

    /**
     * {@return what to do about an unknown name: the nearest known one if it is near, else all that are known if they are few}
     *
     * @param unknown the name that was found
     * @param known the names that exist
     */
    static String of(String unknown, Collection<String> known) {
        return nearest(unknown, known).map(Suggestion::question).orElseGet(() -> removal(known));
    }

    /**
     * {@return what to do about a name that is known one level further down}
     *
     * @param parents the fields below which it is known
     */
    static String below(Collection<String> parents) {
        String named = parents.stream()
                .limit(MOST_NAMED)
                .map(parent -> '"' + parent + '"')
                .collect(Collectors.joining(" or "));
        return "it belongs below " + named + ": indent it";
    }

    /**
     * {@return the question whether a name was meant}
     *
     * @param name a name that exists
     */
    public static String question(String name) {
        return "did you mean \"" + name + "\"?";
    }

    private static String removal(Collection<String> known) {
        return known.isEmpty() || known.size() > MOST_NAMED
                ? "remove it"
                : "remove it; known here: " + String.join(", ", known);
    }

    /**
     * {@return the known name that is nearest to an unknown one; empty if none is near}
     *
     * @param unknown the name that was found
     * @param known the names that exist; the first of several that are equally near is taken
     */
    public static Optional<String> nearest(String unknown, Collection<String> known) {
        String nearest = "";
        int best = Math.max(2, unknown.length() / 3) + 1;
        int compared = unknown.length() > LONGEST ? MOST_COMPARED : 0;
        for (String candidate : known) {
            if (compared >= MOST_COMPARED) {
                break;
            }
            if (Math.abs(unknown.length() - candidate.length()) >= best) {
                continue; // no nearer than that
            }
            compared++;
            int distance = distance(unknown.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
    }

    /** Levenshtein's distance, over two rows. */
    private static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int substituted = above[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(substituted, Math.min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[right.length()];
    }
}
