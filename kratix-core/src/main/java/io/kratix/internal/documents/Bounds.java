// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.documents;

/** How much of a text is read before it is refused. Real documents stay far below. */
final class Bounds {
    /** Bytes of one file, and characters of one text; of what is read from it too, aliases expanded. */
    static final int CHARACTERS = 16 * 1024 * 1024;

    /** Values and keys of one document, aliases expanded. */
    static final int NODES = 200_000;

    /** Maps and lists within each other. */
    static final int DEPTH = 200;

    /** Problems of one text, after which reading it ends. */
    static final int PROBLEMS = 100;

    /** Values and keys beyond {@link #NODES} that are read, too: those of a status, which the engine adds. */
    static final int STATUS_NODES = 1_000;

    /** Characters for a status, which the engine adds. */
    static final int STATUS_CHARACTERS = 1024 * 1024;

    private Bounds() {}

    /** Characters of one line of YAML. */
    static final int LINE = 512 * 1024;

    /** Values of all documents of one text: short ones take much more memory than they take characters. */
    static final int VALUES = 1_000_000;
}
