// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

/** Writes texts in a style, folded at the first single space beyond column 80. */
final class ScalarWriter {
    private static final int WIDTH = 80;

    /** A longer one would not be read again. */
    private static final int LONGEST_LINE = Bounds.LINE / 2;

    private final StringBuilder out;

    ScalarWriter(StringBuilder out) {
        this.out = out;
    }

    /**
     * Writes a text.
     *
     * @param text the text
     * @param indent the column at which its further lines begin
     * @param key whether it is a key, which stays on one line
     */
    void write(String text, int indent, boolean key) {
        switch (ScalarStyle.of(text, key)) {
            case PLAIN -> writeFolded(text, "", indent, key);
            case SINGLE_QUOTED -> writeFolded(text, "'", indent, key);
            case DOUBLE_QUOTED -> writeDoubleQuoted(text, indent, key);
            case LITERAL -> writeLiteral(text, indent);
        }
    }

    private void writeFolded(String text, String quote, int indent, boolean key) {
        out.append(quote);
        int column = column();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && !key && column > WIDTH && isFoldable(text, i) && text.charAt(i + 1) != ' ') {
                breakLine(indent);
                column = indent;
            } else {
                out.append(c == '\'' && !quote.isEmpty() ? "''" : c);
                column = column + 1;
            }
        }
        out.append(quote);
    }

    private void writeDoubleQuoted(String text, int indent, boolean key) {
        out.append('"');
        int lineStart = out.length() - column();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!key && out.length() - lineStart > LONGEST_LINE) {
                lineStart = out.length() + 2;
                out.append('\\');
                breakLine(indent);
                out.append(c == ' ' ? "\\" : "");
            }
            if (c == ' ' && !key && out.length() - lineStart > WIDTH && isFoldable(text, i)) {
                lineStart = out.length() + 1;
                breakLine(indent);
                out.append(text.charAt(i + 1) == ' ' ? "\\" : "");
            } else if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                out.append(String.format("\\U%08X", text.codePointAt(i)));
                i++;
            } else {
                escape(c);
            }
        }
        out.append('"');
    }

    private void writeLiteral(String text, int indent) {
        out.append('|').append(text.charAt(0) == ' ' || text.charAt(0) == '\n' ? "2" : "");
        out.append(chomping(text)).append('\n');
        for (String line : text.split("\n", -1)) {
            out.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
        }
        out.setLength(out.length() - (text.endsWith("\n") ? 2 : 1));
    }

    private static String chomping(String text) {
        if (!text.endsWith("\n")) {
            return "-";
        }
        return text.length() == 1 || text.endsWith("\n\n") ? "+" : "";
    }

    /** The first and the last character and the second of two spaces stay where they are. */
    private static boolean isFoldable(String text, int i) {
        return i > 0 && i < text.length() - 1 && text.charAt(i - 1) != ' ';
    }

    private void escape(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0 -> out.append("\\0");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case 11 -> out.append("\\v");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case 0x1B -> out.append("\\e");
            case 0x85 -> out.append("\\N");
            case 0x2028 -> out.append("\\L");
            case 0x2029 -> out.append("\\P");
            default -> out.append(ScalarStyle.isPrintable(c) ? c + "" : code(c));
        }
    }

    private static String code(char c) {
        return c <= 0xFF ? String.format("\\x%02X", (int) c) : String.format("\\u%04X", (int) c);
    }

    private void breakLine(int indent) {
        out.append('\n').append(" ".repeat(indent));
    }

    private int column() {
        return out.length() - out.lastIndexOf("\n") - 1;
    }
}
