// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.reconcile;

import io.kratix.model.Content;
import io.kratix.model.WorkflowAction;
import io.kratix.registry.RegisteredObject;

/** Ids for runs: equal for the same try of the same object, different for all others. */
final class RunIds {
    private static final int HEX_DIGITS = 32;

    private RunIds() {}

    static String of(RegisteredObject object, long ordinal) {
        String text = object.reference() + "\n" + object.created() + "\n" + ordinal;
        return "run-" + Content.of(text).sha256().substring(0, HEX_DIGITS);
    }

    /** {@return what stays the same over all tries of a Pipeline for a generation of its owner} */
    static String key(RegisteredObject object, WorkflowAction action, String pipeline) {
        String text = object.reference() + "\n" + object.created() + "\n" + object.generation() + "\n" + action.text()
                + "\n" + pipeline;
        return "key-" + Content.of(text).sha256().substring(0, HEX_DIGITS);
    }
}
