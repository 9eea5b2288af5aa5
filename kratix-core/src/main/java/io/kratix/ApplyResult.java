// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.apply.ApplyCall;
import io.kratix.model.ObjectReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call of {@code apply} did.
 *
 * @param changes what happened to each object: Promises first, then the others in their order
 * @param warnings what people should know, one a line
 */
public record ApplyResult(Map<ObjectReference, Change> changes, List<String> warnings) {
    /** Copies both. */
    public ApplyResult {
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        warnings = List.copyOf(warnings);
    }

    /** What happened to an object. */
    public enum Change {
        /** It is new. */
        CREATED,
        /** It is declared differently from before. */
        CONFIGURED,
        /** It is declared as before. */
        UNCHANGED
    }

    static ApplyResult of(ApplyCall.Applied applied) {
        Map<ObjectReference, Change> changes = new LinkedHashMap<>();
        applied.changes().forEach((reference, change) -> changes.put(reference, Change.valueOf(change.name())));
        return new ApplyResult(changes, applied.warnings());
    }
}
