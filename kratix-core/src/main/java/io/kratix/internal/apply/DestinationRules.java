// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.layout.Layout;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.InvalidPathException;
import io.kratix.model.Problem;
import java.util.List;

/** What a Destination's document must fulfil beyond its fields. */
final class DestinationRules {
    private DestinationRules() {}

    static Document check(Document document, FilepathMode defaultMode) {
        Destination destination = Destination.of(document);
        try {
            Layout.normalised(destination.path());
        } catch (InvalidPathException e) {
            throw refused(Problem.invalid(
                    "spec.path", destination.path(), String.valueOf(e.getMessage()), "write a relative path"));
        }
        FilepathMode mode = effectiveMode(document, defaultMode);
        if (!Layout.supports(mode)) {
            throw refused(Problem.invalid(
                    "spec.filepath.mode", mode.text(), "this version does not lay out that mode yet", "leave it out"));
        }
        return document;
    }

    static FilepathMode effectiveMode(Document document, FilepathMode defaultMode) {
        return Destination.of(document).mode().orElse(defaultMode);
    }

    private static InvalidDocumentException refused(Problem problem) {
        return new InvalidDocumentException(List.of(problem));
    }
}
