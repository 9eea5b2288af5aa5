// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A place in a State Store, relative to its root: segments joined by {@code /}, in Unicode's composed form. A path that
 * exists has passed the checks of {@link #of}, so that nobody behind it needs to ask whether it leaves its root or means
 * something else to a file system, to Git or to a bucket.
 */
public final class StorePath implements Comparable<StorePath> {
    /** The root of a State Store: the path without segments. */
    public static final StorePath ROOT = new StorePath("");

    private static final char FINAL_SIGMA = '\u03c2';
    private static final char SIGMA = '\u03c3';
    private static final int LONGEST_SEGMENT = 255;
    private static final int LONGEST_PATH = 1024;

    private final String text;

    private StorePath(String text) {
        this.text = text;
    }

    /**
     * Checks a path and gives it its one spelling.
     *
     * @param text segments joined by {@code /}; the empty text is {@link #ROOT}; at most 1,024 bytes of UTF-8 as a
     *     whole, 255 a segment
     * @return the path, in Unicode form NFC
     * @throws InvalidPathException if the text is absolute, ends in {@code /}, has an empty, {@code .} or {@code ..}
     *     segment, a backslash, a control character, an unpaired surrogate, a segment that ends in a dot or a blank, or
     *     one that any file system takes for {@code .git}
     */
    public static StorePath of(String text) {
        if (text.isEmpty()) {
            return ROOT;
        }
        String composed = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        if (composed.startsWith("/")) {
            throw new InvalidPathException(text, "must be relative: it starts with '/'");
        }
        for (String segment : composed.split("/", -1)) {
            checkSegment(text, segment);
        }
        if (bytes(composed) > LONGEST_PATH) {
            throw new InvalidPathException(text, "must have at most " + LONGEST_PATH + " bytes");
        }
        return new StorePath(composed);
    }

    /**
     * Takes a path as it stands in a store, where others may have written names that {@link #of} refuses. Fit for
     * comparing and for removing, never for writing: {@code StateStoreChange} refuses such a path.
     *
     * @param text segments joined by {@code /}, as the store spells them
     * @return the path, unchecked and in the store's own Unicode form
     */
    public static StorePath existing(String text) {
        return text.isEmpty() ? ROOT : new StorePath(text);
    }

    /**
     * {@return this path and the given one below it}
     *
     * @param below a relative path, checked as in {@link #of}
     */
    public StorePath resolve(String below) {
        return resolve(of(below));
    }

    /**
     * {@return this path and the given one below it}
     *
     * @param below what to append
     */
    public StorePath resolve(StorePath below) {
        if (text.isEmpty()) {
            return below;
        }
        return below.text.isEmpty() ? this : of(text + "/" + below.text);
    }

    /**
     * {@return the rest of {@code longer} after this path}
     *
     * @param longer a path that {@link #startsWith starts with} this one
     * @throws IllegalArgumentException if it does not
     */
    public StorePath relativize(StorePath longer) {
        if (!longer.startsWith(this)) {
            throw new IllegalArgumentException("'" + longer + "' does not lie below '" + this + "'");
        }
        if (text.isEmpty()) {
            return longer;
        }
        return longer.text.length() == text.length() ? ROOT : new StorePath(longer.text.substring(text.length() + 1));
    }

    /**
     * {@return whether this path is the given one or lies below it}
     *
     * @param above the path to compare with, segment by segment
     */
    public boolean startsWith(StorePath above) {
        return above.text.isEmpty()
                || text.equals(above.text)
                || (text.startsWith(above.text) && text.charAt(above.text.length()) == '/');
    }

    /** {@return the segments from the root on; none for the root} */
    public List<String> segments() {
        return text.isEmpty() ? List.of() : List.of(text.split("/", -1));
    }

    /** {@return the last segment; the empty text for the root} */
    public String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** {@return the path above this one; the root's is the root} */
    public StorePath parent() {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? ROOT : new StorePath(text.substring(0, slash));
    }

    /** {@return the directories that must exist for this path, the topmost first, without the root and itself} */
    public List<StorePath> ancestors() {
        List<StorePath> ancestors = new ArrayList<>();
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
            ancestors.add(new StorePath(text.substring(0, slash)));
        }
        return ancestors;
    }

    /**
     * {@return a key that is equal for paths which some file system cannot tell apart (they differ only in case or
     * Unicode form)}
     */
    public String folded() {
        return fold(text);
    }

    /** {@return whether this is the root} */
    public boolean isRoot() {
        return text.isEmpty();
    }

    /** Orders paths by their UTF-8 bytes, as Git and buckets list them. */
    @Override
    public int compareTo(StorePath other) {
        return Arrays.compareUnsigned(
                text.getBytes(StandardCharsets.UTF_8), other.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StorePath path && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@return the segments joined by {@code /}; the empty text for the root} */
    @Override
    public String toString() {
        return text;
    }

    private static void checkSegment(String path, String segment) {
        if (segment.isEmpty()) {
            throw new InvalidPathException(path, "must not have an empty segment ('//' or a '/' at its end)");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw new InvalidPathException(path, "must not have the segment '" + segment + "'");
        }
        if (segment.indexOf('\\') >= 0) {
            throw new InvalidPathException(path, "must not have a backslash");
        }
        if (segment.codePoints().anyMatch(StorePath::isUnfit)) {
            throw new InvalidPathException(path, "must not have control characters");
        }
        if (segment.endsWith(".") || segment.endsWith(" ")) {
            throw new InvalidPathException(path, "must not have a segment that ends in a dot or a blank");
        }
        if (isGitDirectory(segment)) {
            throw new InvalidPathException(path, "must not have the segment '.git' in any spelling");
        }
        if (bytes(segment) > LONGEST_SEGMENT) {
            throw new InvalidPathException(path, "must have segments of at most " + LONGEST_SEGMENT + " bytes");
        }
    }

    private static boolean isUnfit(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** HFS+ ignores format characters, NTFS knows {@code git~1} and {@code .git::$INDEX_ALLOCATION}. */
    private static boolean isGitDirectory(String segment) {
        if (isAscii(segment) && ".gG".indexOf(segment.charAt(0)) < 0) {
            return false; // nearly all are told at a glance, and paths are checked by the thousand
        }
        StringBuilder visible = new StringBuilder();
        segment.codePoints()
                .filter(codePoint -> Character.getType(codePoint) != Character.FORMAT)
                .forEach(visible::appendCodePoint);
        String folded = fold(visible.toString());
        int stream = folded.indexOf(':');
        String name = (stream < 0 ? folded : folded.substring(0, stream)).replaceAll("[. ]+$", "");
        return name.equals(".git") || name.equals("git~1");
    }

    /** First to lower case: some letters have no upper case but by way of their lower case, as the capital sharp s. */
    private static String fold(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String lower = Normalizer.normalize(text, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        String folded = lower.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace(FINAL_SIGMA, SIGMA);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0;
                i < text.length();
                i++) { // a stream of them takes longer than all else that is done with a path
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
