// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import java.util.List;
import java.util.Optional;

/** Admits Destinations as Kratix does, with an optional path and modes of our own. */
public final class DestinationAdmission {
    private static final String REMEDY = "delete the Destination and make it anew, or make another one";

    private DestinationAdmission() {}

    /**
     * What a Destination keeps for good.
     *
     * @param mode the layout that took effect when it was first applied
     * @param namespace its namespace, {@code default} where its document named none
     */
    public record Standing(FilepathMode mode, String namespace) {}

    /**
     * {@return what is to be said of a Destination; one that names no mode keeps the one that stands}
     *
     * @param document a document of kind {@code Destination}
     * @param before what stands of a Destination of that name
     */
    public static Admission admit(Document document, Optional<Standing> before) {
        try {
            Destination destination = Destination.of(document);
            Findings findings = new Findings();
            MetadataRules.check(document, findings);
            before.ifPresent(standing -> hold(destination, standing, findings));
            return new Admission(document, findings.sorted("Destination/" + destination.name()), List.of());
        } catch (InvalidDocumentException e) {
            return new Admission(document, e.problems(), List.of());
        }
    }

    /**
     * {@return the warning that a Destination came before its State Store, which is no error}
     *
     * @param destination the Destination
     */
    public static String storeMissing(Destination destination) {
        return "referenced " + destination.stateStore().kind() + " \""
                + destination.stateStore().name() + "\" does not exist";
    }

    private static void hold(Destination destination, Standing standing, Findings findings) {
        destination
                .mode()
                .filter(mode -> mode != standing.mode())
                .ifPresent(mode -> findings.invalid(
                        Where.root("spec.filepath.mode"),
                        mode.text(),
                        "filepath.mode is immutable; it is " + standing.mode().text(),
                        REMEDY));
        boolean moves =
                standing.mode() == FilepathMode.CRDS && !destination.namespace().equals(standing.namespace());
        if (moves) {
            findings.invalid(
                    Where.root("metadata.namespace"),
                    destination.namespace(),
                    "the namespace is immutable in mode crds; it is " + standing.namespace(),
                    REMEDY);
        }
    }
}
