// SPDX-License-Identifier: Apache-2.0
package io.kratix;

import io.kratix.internal.apply.LabelCall;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a narrowed handle may touch: requests of some kinds in some namespaces. Everything else is out of it, the engine's
 * own kinds too unless they are named, and labels under {@code kratix.io/} always.
 */
public final class Scope {
    private final Set<String> kinds;
    private final Set<String> namespaces;

    private Scope(Collection<String> kinds, Collection<String> namespaces) {
        this.kinds = new TreeSet<>(kinds);
        this.namespaces = new TreeSet<>(namespaces);
    }

    /**
     * {@return a scope of some kinds, in no namespace yet}
     *
     * @param kinds each as {@code <kind>.<group>}, spelled as documents do: {@code redis.marketplace.kratix.io}
     * @throws IllegalArgumentException if one of them names no group, and could match nothing
     */
    public static Scope ofKinds(String... kinds) {
        Stream.of(kinds).forEach(Scope::requireGroup);
        return new Scope(Set.of(kinds), Set.of());
    }

    /**
     * {@return a copy that reaches into some namespaces}
     *
     * @param names the namespaces; cluster-scoped kinds need none
     */
    public Scope inNamespaces(String... names) {
        return new Scope(kinds, Set.of(names));
    }

    private static void requireGroup(String kind) {
        int dot = kind.indexOf('.');
        if (dot < 1 || dot == kind.length() - 1) {
            throw new IllegalArgumentException(
                    "kind \"" + kind + "\" must be <kind>.<group>, as in \"redis.example.org\""
                            + " - add the group of its API; the engine's own kinds have " + Kinds.GROUP);
        }
    }

    boolean contains(ObjectReference reference) {
        boolean clusterScoped = Kinds.isClusterScoped(reference.group(), reference.kind());
        return kinds.contains(kind(reference)) && (clusterScoped || namespaces.contains(reference.namespace()));
    }

    /** Why a document is out of scope; empty if it is not. What it says of labels that are so already is no change. */
    Optional<String> refusal(Document document, Function<ObjectReference, Map<String, String>> labelsNow) {
        ObjectReference reference = document.reference();
        if (!contains(reference)) {
            return Optional.of(reference + " is out of the scope of this handle (" + this + ")");
        }
        return document.metadata().labels().entrySet().stream()
                .filter(label -> LabelCall.isEngines(label.getKey()))
                .filter(label ->
                        !label.getValue().equals(labelsNow.apply(reference).get(label.getKey())))
                .findFirst()
                .map(label -> reference + ": " + refusalOfLabel(label.getKey()));
    }

    static String refusalOfLabel(String key) {
        return "label '" + key + "' belongs to those who run the platform; this handle sets none under kratix.io/";
    }

    private static String kind(ObjectReference reference) {
        return reference.group().isEmpty() ? reference.kind() : reference.kind() + "." + reference.group();
    }

    /** {@return for example {@code kinds redis.example.kratix.io; namespaces team-a}} */
    @Override
    public String toString() {
        return "kinds " + String.join(", ", kinds) + "; namespaces " + String.join(", ", namespaces);
    }
}
