// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.plugin;

import io.kratix.model.Problem;

/** What is logged of a text that somebody else wrote: one line, which neither breaks the log nor steers a terminal. */
public final class LogLine {
    private LogLine() {}

    /**
     * {@return the text in one line, of a very long one both ends; a problem's message is told alike}
     *
     * @param text any text
     */
    public static String of(String text) {
        return Problem.ofDocument(text, "").message();
    }
}
