// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

/** A text is no path that every State Store can keep; see {@link StorePath#of}. */
public final class InvalidPathException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The text that was refused, as it came. */
    private final String path;

    private final String rule;

    /**
     * Says what is wrong with a path.
     *
     * @param path the text as it came
     * @param rule what a path must or must not have
     */
    public InvalidPathException(String path, String rule) {
        super("path '" + printable(path) + "' " + rule);
        this.path = path;
        this.rule = rule;
    }

    /** {@return the text that was refused, as it came} */
    public String path() {
        return path;
    }

    /** {@return what a path must or must not have} */
    public String rule() {
        return rule;
    }

    private static String printable(String path) {
        StringBuilder printable = new StringBuilder();
        path.codePoints().forEach(codePoint -> {
            if (Character.isISOControl(codePoint)) {
                printable.append(String.format("\\u%04x", codePoint));
            } else {
                printable.appendCodePoint(codePoint);
            }
        });
        return printable.toString();
    }
}
