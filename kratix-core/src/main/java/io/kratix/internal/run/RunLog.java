// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import io.kratix.internal.plugin.Masker;
import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that the containers of a run wrote, with what is secret in them masked. Safe for several threads. */
public final class RunLog {
    private static final int MOST_LINES = 100;
    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final int SHORTEST_SECRET = 3;

    private final Masker masker = new Masker(SHORTEST_SECRET, SHORTEST_SECRET);
    private final Deque<String> lines = new ArrayDeque<>();
    private int characters;

    /**
     * Masks a secret from now on, also as Base64 and as a URL writes it.
     *
     * @param secret the secret; of one with several lines, each line
     */
    void mask(Secret secret) {
        masker.remember(secret);
    }

    /** {@return a text without secrets, and without what stands before the host of a URL} */
    public String masked(String text) {
        return masker.mask(text);
    }

    /** {@return an exception without them} */
    public PluginException masked(PluginException thrown) {
        return masker.mask(thrown);
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
