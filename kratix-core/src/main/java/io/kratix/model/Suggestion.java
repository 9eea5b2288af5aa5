// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Collection;
import java.util.Locale;

/** Guesses what somebody meant by a name that does not exist. */
final class Suggestion {
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
        if (!nearest.isEmpty()) {
            return "did you mean \"" + nearest + "\"?";
        }
        return known.isEmpty() || known.size() > MOST_NAMED
                ? "remove it"
                : "remove it; known here: " + String.join(", ", known);
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
