// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pattern of a document costs no more than its length lets one expect. */
final class PatternsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$",
                "^\\p{Lu}{1,20}[\\]{}]+[[:alpha:]{2}]x{2,}\\x{10FFFF}?$",
                "^(a|b){1,1000}$",
                "a{,5}",
                "a{b}",
                "\\Q[({\\E[a-z]{1,60}",
                "\\pL{1,1000}"
            })
    void compilesWhatPeopleWrite(String pattern) {
        assertThat(Patterns.compile(pattern).pattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(a{200}){100}",
                "(?:(?:.{99}){99}){99}",
                "a{1000}{1000}",
                "\\Q[\\E(((a{100}){100}){100})]"
            })
    void refusesWhatGrowsBeyondReason(String pattern) {
        assertThatThrownBy(() -> Patterns.compile(pattern)).isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void refusesWhatIsTooDeepOrTooLong() {
        assertThatThrownBy(() -> Patterns.compile("(".repeat(5_000)))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("expression nests too deeply");
        assertThatThrownBy(() -> Patterns.compile("a".repeat(20_000)))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("expression too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)[}-\\x{10FFFF}]",
                "(?i)[b-\\x{2000}]",
                "(?i)[\\x{80}-\\x{10FFFF}]",
                "(?s)a|(?mi:[^]-\\x{0002000}])",
                "(?i)\\x{1C80}",
                "(?i)\\Q[\u1c88]\\E",
                "(?i)a\u1c84"
            })
    void refusesWhatRe2NeverComesBackFrom(String pattern) {
        assertThatThrownBy(() -> Patterns.compile(pattern))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("from U+1C80 to U+1C88 cannot be matched without regard to case");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[}-\\x{10FFFF}]",
                "\u1c80",
                "(?i)[\\x{80}-\\x{1C7F}\\x{1C89}-\\x{2000}]",
                "(?i)[--\\]][[:alpha:]-]\\p{Cyrillic}[\\p{Cyrillic}]"
            })
    void compilesWhatFoldsWithoutThem(String pattern) {
        assertThat(Patterns.compile(pattern).pattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[^", "\\", "(", "[[:", "\\p{", "*", "a**", ")"})
    void endsOnWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> Patterns.compile(pattern)).isInstanceOf(PatternSyntaxException.class);
    }
}
