// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The last lines that the containers of a run wrote, with what is secret in them masked. Safe for several threads. */
public final class RunLog {
    private static final int MOST_LINES = 100;
    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final int SHORTEST_SECRET = 3;
    private static final String MASK = "****";
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@]+(?=@)");

    private final Deque<String> lines = new ArrayDeque<>();
    private final TreeSet<String> secrets =
            new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    private int characters;

    /**
     * Masks a text from now on.
     *
     * @param secret a secret's value; of one with several lines, each line
     */
    synchronized void mask(String secret) {
        secret.lines()
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_SECRET)
                .forEach(secrets::add);
    }

    /** {@return a text without secrets, and without what stands before the host of a URL} */
    public synchronized String masked(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return USER_INFO.matcher(masked).replaceAll(MASK);
    }

    /**
     * Adds a line, and gives it back as it may be shown.
     *
     * @param container who wrote it
     * @param line the line, as it was written
     */
    public synchronized String add(String container, String line) {
        String shown = masked(line);
        String kept = container + ": " + shown;
        lines.add(kept);
        characters += kept.length();
        while (lines.size() > MOST_LINES || (characters > MOST_CHARACTERS && lines.size() > 1)) {
            characters -= lines.remove().length();
        }
        return shown;
    }

    /** {@return the last lines, the oldest of them first} */
    synchronized List<String> tail() {
        return List.copyOf(lines);
    }
}
