// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Document;
import io.kratix.model.KratixLabels;
import java.util.Optional;

/** A Promise's version, as its author gives it in a label. */
final class Versions {
    /** Kratix' word for the version of a Promise that has none. */
    static final String NOT_SET = "not-set";

    private Versions() {}

    /**
     * {@return the version that a Promise goes by: its label's, else the one that it went by before}
     *
     * @param promise the Promise's document, with its status
     */
    static String current(Document promise) {
        return of(promise).orElseGet(() -> promise.status().get("version") instanceof String before ? before : NOT_SET);
    }

    static Optional<String> of(Document promise) {
        return Optional.ofNullable(promise.metadata().labels().get(KratixLabels.PROMISE_VERSION))
                .filter(version -> !version.isEmpty());
    }
}
