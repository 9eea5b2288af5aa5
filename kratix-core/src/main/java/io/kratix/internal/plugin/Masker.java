// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.spi.PluginException;
import io.kratix.spi.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts that leave a plugin: the values that were given to plugins, also as Base64, as a URL writes
 * them and line by line, and what stands before the {@code @} of a URL. Safe for several threads.
 */
public final class Masker {
    private static final String MASK = "****";

    /** What is shorter stands in too many words that are none. */
    private static final int SHORTEST = 4;

    private static final int SHORTEST_LINE = 8;
    private static final int MOST_VALUES = 4000;
    private static final int LONGEST_CHAIN = 20;
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#\\s'\"<>]+@");

    private final int shortest;
    private final int shortestLine;
    private final Set<String> values = new LinkedHashSet<>();
    private volatile List<String> longestFirst = List.of();

    /** Makes a masker that knows no value yet, and passes over what is too short to be sure of. */
    public Masker() {
        this(SHORTEST, SHORTEST_LINE);
    }

    /**
     * Makes a masker that knows no value yet.
     *
     * @param shortest how many characters a value has at least that is masked
     * @param shortestLine the same for one line of a value
     */
    public Masker(int shortest, int shortestLine) {
        this.shortest = shortest;
        this.shortestLine = shortestLine;
    }

    /**
     * Has a value taken out of every text from now on; of very many, the newest.
     *
     * @param secret the value
     */
    public void remember(Secret secret) {
        Set<String> spellings = spellings(secret);
        synchronized (values) {
            if (values.containsAll(spellings)) {
                return;
            }
            values.addAll(spellings);
            while (values.size() > MOST_VALUES) {
                values.remove(values.iterator().next());
            }
            longestFirst = values.stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        }
    }

    /**
     * {@return a text without secrets}
     *
     * @param text any text
     */
    public String mask(String text) {
        String masked = text;
        for (String value : longestFirst) {
            masked = masked.replace(value, MASK);
        }
        return masked.contains("://") ? USER_INFO.matcher(masked).replaceAll(MASK + "@") : masked;
    }

    /**
     * {@return an exception without secrets, its causes included: they end up in logs, too}
     *
     * @param thrown what a plugin threw
     */
    public PluginException mask(PluginException thrown) {
        String printed = printed(thrown);
        if (mask(printed).equals(printed)) {
            return thrown;
        }
        Throwable cause = thrown.getCause();
        PluginException masked = PluginException.of(
                thrown.reason(), mask(thrown.message()), cause == null ? null : masked(cause, LONGEST_CHAIN));
        masked.setStackTrace(thrown.getStackTrace());
        return thrown.retryAfter().map(masked::withRetryAfter).orElse(masked);
    }

    private MaskedException masked(Throwable thrown, int left) {
        Throwable cause = left == 0 ? null : thrown.getCause();
        MaskedException masked =
                new MaskedException(mask(thrown.toString()), cause == null ? null : masked(cause, left - 1));
        masked.setStackTrace(thrown.getStackTrace());
        return masked;
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private Set<String> spellings(Secret secret) {
        String text = secret.text();
        Set<String> spellings = new LinkedHashSet<>();
        if (text.length() >= shortest) {
            spellings.add(text);
            spellings.add(Base64.getEncoder().encodeToString(secret.bytes()));
            spellings.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            spellings.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
            text.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= shortestLine)
                    .forEach(spellings::add);
        }
        return spellings;
    }

    /** Stands for an exception whose text held a secret. */
    private static final class MaskedException extends Exception {
        private static final long serialVersionUID = 1L;

        private MaskedException(String text, @Nullable Throwable cause) {
            super(text, cause);
        }
    }
}
