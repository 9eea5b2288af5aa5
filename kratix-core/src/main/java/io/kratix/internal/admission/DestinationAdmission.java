// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.layout.LayoutRules;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.FilepathMode;
import io.kratix.model.InvalidDocumentException;
import java.util.List;
import java.util.Optional;

/** Admits Destinations as Kratix does, with an optional path and modes of our own. */
public final class DestinationAdmission {
    private DestinationAdmission() {}

    /**
     * A Destination, and what it keeps for good.
     *
     * @param destination the Destination as it is declared
     * @param mode the layout that took effect when it was first applied
     * @param namespace its namespace, {@code default} where its document named none
     */
    public record Standing(Destination destination, FilepathMode mode, String namespace) {
        /**
         * {@return a Destination that is applied for the first time}
         *
         * @param destination the Destination
         * @param defaultMode the layout of one that names none
         */
        public static Standing first(Destination destination, FilepathMode defaultMode) {
            return new Standing(destination, destination.mode().orElse(defaultMode), destination.namespace());
        }
    }

    /**
     * {@return what is to be said of a Destination; one that names no mode keeps the one that stands}
     *
     * @param document a document of kind {@code Destination}
     * @param defaultMode the layout of one that is new and names none
     * @param before what stands of a Destination of that name
     */
    public static Admission admit(Document document, FilepathMode defaultMode, Optional<Standing> before) {
        Findings findings = new Findings();
        MetadataRules.check(document, findings);
        try {
            checkLayout(Destination.of(document), defaultMode, before, findings);
        } catch (InvalidDocumentException e) {
            findings.addAll(e.problems());
        }
        return new Admission(
                document, findings.sorted("Destination/" + document.metadata().name()), List.of());
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

    private static void checkLayout(
            Destination destination, FilepathMode defaultMode, Optional<Standing> before, Findings findings) {
        Standing standing = before.orElseGet(() -> Standing.first(destination, defaultMode));
        findings.addAll(LayoutRules.problems(destination, standing.mode(), standing.namespace()));
        before.ifPresent(stands -> findings.addAll(
                LayoutRules.changes(stands.destination(), stands.mode(), stands.namespace(), destination)));
    }
}
