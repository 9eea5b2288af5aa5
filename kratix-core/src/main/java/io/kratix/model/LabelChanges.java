// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Single labels to set and to take off, as {@code kubectl label} does; all others stay. An immutable value. */
public final class LabelChanges {
    private static final LabelChanges NONE = new LabelChanges(Map.of());

    private final Map<String, Optional<String>> changes;

    private LabelChanges(Map<String, Optional<String>> changes) {
        this.changes = Collections.unmodifiableMap(new TreeMap<>(changes));
    }

    /**
     * {@return a change that sets a label}
     *
     * @param key the label's key
     * @param value its value from now on
     */
    public static LabelChanges set(String key, String value) {
        return NONE.with(key, Optional.of(value));
    }

    /**
     * {@return a change that takes a label off}
     *
     * @param key the label's key; it need not be there
     */
    public static LabelChanges remove(String key) {
        return NONE.with(key, Optional.empty());
    }

    /**
     * {@return a copy that sets a label, too}
     *
     * @param key the label's key
     * @param value its value from now on
     */
    public LabelChanges andSet(String key, String value) {
        return with(key, Optional.of(value));
    }

    /**
     * {@return a copy that takes a label off, too}
     *
     * @param key the label's key; it need not be there
     */
    public LabelChanges andRemove(String key) {
        return with(key, Optional.empty());
    }

    /** {@return the new value of each label, or nothing for one that goes} */
    public Map<String, Optional<String>> byKey() {
        return changes;
    }

    /** {@return what is wrong with keys and values, as Kubernetes words it} */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        changes.forEach((key, value) -> {
            LabelSyntax.keyProblems(key).forEach(rule -> problems.add(invalid(key, rule)));
            value.stream()
                    .flatMap(text -> LabelSyntax.valueProblems(text).stream().map(rule -> invalid(text, rule)))
                    .forEach(problems::add);
        });
        return problems;
    }

    private LabelChanges with(String key, Optional<String> value) {
        Map<String, Optional<String>> more = new TreeMap<>(changes);
        more.put(key, value);
        return new LabelChanges(more);
    }

    private static Problem invalid(String value, String rule) {
        return Problem.invalid("metadata.labels", value, rule, "choose another one");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelChanges same && same.changes.equals(changes);
    }

    @Override
    public int hashCode() {
        return changes.hashCode();
    }

    /** {@return for example {@code a=b, c-}, in kubectl's spelling} */
    @Override
    public String toString() {
        List<String> words = new ArrayList<>();
        changes.forEach(
                (key, value) -> words.add(value.map(text -> key + "=" + text).orElse(key + "-")));
        return String.join(", ", words);
    }
}
