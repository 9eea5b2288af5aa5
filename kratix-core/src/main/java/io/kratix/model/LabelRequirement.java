// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one entry of {@code matchExpressions} asks of an object's labels. The meaning is Kubernetes'.
 *
 * @param key the label's key
 * @param operator what is asked of it
 * @param values the values that the operator is about; none for {@code Exists} and {@code DoesNotExist}
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {
    /** Copies the values. */
    public LabelRequirement {
        values = List.copyOf(values);
    }

    /**
     * {@return whether labels fulfil the requirement}
     *
     * @param labels an object's labels
     */
    public boolean holds(Map<String, String> labels) {
        @Nullable String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }

    /** {@return whether only an object with the label can fulfil it} */
    public boolean asksForLabel() {
        return operator == Operator.IN || operator == Operator.EXISTS;
    }

    /** {@return the requirement as Kubernetes prints it: {@code zone in (eu,us)}, {@code gpu}, {@code !gpu}} */
    @Override
    public String toString() {
        return switch (operator) {
            case IN -> key + " in (" + String.join(",", values) + ")";
            case NOT_IN -> key + " notin (" + String.join(",", values) + ")";
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
        };
    }

    /** What can be asked of a label. */
    public enum Operator {
        /** The label is there and has one of the values. */
        IN("In"),
        /** The label is not there, or has none of the values. */
        NOT_IN("NotIn"),
        /** The label is there. */
        EXISTS("Exists"),
        /** The label is not there. */
        DOES_NOT_EXIST("DoesNotExist");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        /** {@return the operator as documents spell it} */
        public String text() {
            return text;
        }

        /** {@return whether the operator is about values} */
        public boolean takesValues() {
            return this == IN || this == NOT_IN;
        }

        /**
         * {@return the operator of that spelling, or empty if there is none}
         *
         * @param text as documents spell it
         */
        public static Optional<Operator> of(String text) {
            return Arrays.stream(values())
                    .filter(operator -> operator.text.equals(text))
                    .findFirst();
        }
    }
}
