// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.Set;
import java.util.function.Consumer;

/** Tells which fields of a Pipeline have no meaning on a container engine; who hears it says it to people once. */
final class Remarks {
    private final String subject;
    private final Consumer<String> warnings;

    Remarks(String subject, Consumer<String> warnings) {
        this.subject = subject;
        this.warnings = warnings;
    }

    /**
     * Notes fields that are left out of account.
     *
     * @param place the object that they belong to; empty for the document itself
     * @param fields their names; nothing is said where there are none
     */
    void ignored(String place, Set<String> fields) {
        if (!fields.isEmpty()) {
            String names = String.join(
                    ", ",
                    fields.stream()
                            .map(name -> place.isEmpty() ? name : place + "." + name)
                            .toList());
            say(names + (fields.size() == 1 ? " has" : " have") + " no meaning on a container engine and "
                    + (fields.size() == 1 ? "is" : "are") + " ignored");
        }
    }

    void say(String text) {
        warnings.accept(subject + ": " + text);
    }
}
