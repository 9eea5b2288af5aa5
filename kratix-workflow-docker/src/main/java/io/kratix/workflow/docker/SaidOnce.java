// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes each text on once, where no engine of Kratix does. It remembers the latest {@value #REMEMBERED} texts; what was
 * said before them may be said again. Safe for several threads.
 */
final class SaidOnce implements Consumer<String> {
    static final int REMEMBERED = 1_000;

    private final Set<String> said = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));
    private final Consumer<String> listener;

    SaidOnce(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public void accept(String text) {
        if (said.add(text)) {
            listener.accept(text);
        }
    }
}
