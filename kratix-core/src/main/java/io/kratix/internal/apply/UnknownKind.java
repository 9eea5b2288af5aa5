// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.apply;

import io.kratix.internal.admission.ForeignKinds;
import io.kratix.internal.plugin.StateStores;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.Problem;
import io.kratix.model.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is said of a document whose kind, or its version, is none that there is. */
final class UnknownKind {
    private static final String PROTECTED = ".k8s.io";

    private UnknownKind() {}

    /** {@return what is wrong with a document of the engine's own group, of none of its kinds} */
    static Problem ofEngine(Document document, StateStores stores) {
        return ForeignKinds.refusal(document).orElseGet(() -> ofEngine(document, Kind.ofEngine(stores)));
    }

    private static Problem ofEngine(Document document, Set<String> kinds) {
        String message = "unknown kind \"" + document.kind() + "\" of " + Kinds.GROUP;
        String remedy = Suggestion.nearest(document.kind(), kinds)
                .map(Suggestion::question)
                .orElseGet(() -> "write one of these: " + String.join(", ", kinds));
        return new Problem("", "", "kind", document.kind(), message, remedy);
    }

    /** {@return what is wrong with a document of one of the engine's kinds, in another version than theirs} */
    static Problem ofOtherVersion(Document document) {
        String message = "no matches for kind \"" + document.kind() + "\" in version \"" + document.apiVersion() + '"';
        return new Problem(
                "", "", "apiVersion", document.apiVersion(), message, "write apiVersion " + Kinds.API_VERSION);
    }

    /**
     * {@return what is wrong with a document that is of no Promise's API}
     *
     * @param offered the APIs that there are, {@code <kind>.<group>} each
     * @param engines the engine's own kinds
     */
    static Problem offeredByNobody(Document document, Collection<String> offered, Set<String> engines) {
        String message = notOffered(document);
        Optional<String> meant = engines.contains(document.kind())
                ? Optional.of(Suggestion.question(Kinds.API_VERSION))
                : meant(document, offered);
        String remedy = isOfACluster(document.group())
                ? "an object of a cluster belongs into a Promise's dependencies or a Pipeline's output"
                : "apply the Promise whose API it is, in the same call or before; known: " + list(offered);
        return Problem.ofDocument(
                message, meant.map(question -> question + " Else " + remedy).orElse(remedy));
    }

    /**
     * {@return what is wrong with a document of a group that some Promise offers, and of none of its kinds; empty if nobody
     *     offers that group}
     *
     * @param offered the APIs that there are, {@code <kind>.<group>} each
     */
    static Optional<Problem> ofOfferedGroup(Document document, Collection<String> offered) {
        List<String> kinds = kindsOf(document.group(), offered);
        String remedy = Suggestion.nearest(document.kind(), kinds)
                .map(Suggestion::question)
                .orElseGet(() -> "known of this group: " + list(kinds));
        return kinds.isEmpty() ? Optional.empty() : Optional.of(Problem.ofDocument(notOffered(document), remedy));
    }

    private static String notOffered(Document document) {
        return "no Promise offers kind \"" + document.kind() + "\" of \"" + document.apiVersion() + '"';
    }

    private static List<String> kindsOf(String group, Collection<String> offered) {
        return offered.stream()
                .filter(api -> group(api).equals(group))
                .map(UnknownKind::kind)
                .toList();
    }

    /** A kind of the same group, or the group of the same kind. */
    private static Optional<String> meant(Document document, Collection<String> offered) {
        List<String> kinds = kindsOf(document.group(), offered);
        List<String> groups = offered.stream()
                .filter(api -> kind(api).equals(document.kind()))
                .map(UnknownKind::group)
                .toList();
        return Suggestion.nearest(document.kind(), kinds)
                .or(() -> Suggestion.nearest(document.group(), groups))
                .map(Suggestion::question);
    }

    /** {@return whether a Promise's API may have that group, which is a domain with a dot} */
    static boolean canBeOffered(String group) {
        return group.indexOf('.') >= 0;
    }

    private static boolean isOfACluster(String group) {
        return !canBeOffered(group) || group.endsWith(PROTECTED);
    }

    private static String list(Collection<String> offered) {
        return offered.isEmpty() ? "none" : String.join(", ", offered);
    }

    private static String kind(String api) {
        return api.substring(0, api.indexOf('.'));
    }

    private static String group(String api) {
        return api.substring(api.indexOf('.') + 1);
    }
}
