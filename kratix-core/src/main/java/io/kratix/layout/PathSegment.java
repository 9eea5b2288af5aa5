// SPDX-License-Identifier: Apache-2.0
package io.kratix.layout;

import io.kratix.model.StorePath;
import java.util.Optional;

/**
 * One segment of a path that is not known yet: a word, or a variable.
 *
 * @param word the word; empty for a variable
 * @param variable the variable, if it is one
 */
record PathSegment(String word, Optional<PathVariable> variable) {
    static PathSegment word(String word) {
        return new PathSegment(word, Optional.empty());
    }

    static PathSegment of(PathVariable variable) {
        return new PathSegment("", Optional.of(variable));
    }

    boolean is(PathVariable.Part part) {
        return variable.map(known -> known.part() == part).orElse(false);
    }

    boolean is(PathVariable asked) {
        return variable.map(known -> known == asked).orElse(false);
    }

    /** {@return the word as no file system can tell it from others} */
    String folded() {
        return StorePath.existing(word).folded();
    }

    /** Whether the two could have the same value, for some owners. */
    boolean meets(PathSegment other) {
        if (variable.isEmpty()) {
            return other.variable.isEmpty()
                    ? folded().equals(other.folded())
                    : other.variable.get().canBe(folded());
        }
        return other.variable.isPresent() || variable.get().canBe(other.folded());
    }

    @Override
    public String toString() {
        return variable.map(PathVariable::toString).orElse(word);
    }
}
