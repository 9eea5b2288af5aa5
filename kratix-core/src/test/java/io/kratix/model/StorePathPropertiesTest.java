// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.cases.HostileNames;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StorePathPropertiesTest {
    @Provide
    Arbitrary<String> anything() {
        return HostileNames.anything();
    }

    @Provide
    Arbitrary<String> paths() {
        return HostileNames.paths();
    }

    @Property
    void whatIsAcceptedIsHarmlessSegmentBySegment(@ForAll("anything") String text) {
        tryOf(text).ifPresent(path -> {
            for (String segment : path.segments()) {
                assertThat(segment).isNotIn("", ".", "..").doesNotContain("\\", "\u0000", "\n");
                assertThat(segment.toLowerCase(Locale.ROOT)).isNotEqualTo(".git");
                assertThat(segment).doesNotEndWith(".").doesNotEndWith(" ");
            }
        });
    }

    @Property
    void whatIsAcceptedIsAcceptedAgainAndStaysAsItIs(@ForAll("anything") String text) {
        tryOf(text).ifPresent(path -> assertThat(StorePath.of(path.toString())).isEqualTo(path));
    }

    @Property
    void bothUnicodeFormsAreJudgedAlike(@ForAll("anything") String text) {
        assertThat(tryOf(Normalizer.normalize(text, Normalizer.Form.NFD)))
                .isEqualTo(tryOf(Normalizer.normalize(text, Normalizer.Form.NFC)));
    }

    @Property
    void foldingIsTheSameForCaseTwinsAndDoneOnce(@ForAll("paths") String text) {
        StorePath path = StorePath.of(text);

        assertThat(StorePath.existing(text.toUpperCase(Locale.ROOT)).folded()).isEqualTo(path.folded());
        assertThat(StorePath.existing(path.folded()).folded()).isEqualTo(path.folded());
    }

    @Property
    void whatIsResolvedLiesBelowAndComesBack(@ForAll("paths") String above, @ForAll("paths") String below) {
        StorePath root = StorePath.of(above);

        StorePath path = root.resolve(below);

        assertThat(path.startsWith(root)).isTrue();
        assertThat(root.relativize(path)).isEqualTo(StorePath.of(below));
        assertThat(path.ancestors()).contains(root);
    }

    @Property
    void orderAgreesWithEquality(@ForAll("paths") String one, @ForAll("paths") String other) {
        StorePath left = StorePath.of(one);
        StorePath right = StorePath.of(other);

        assertThat(left.compareTo(right) == 0).isEqualTo(left.equals(right));
        assertThat(Integer.signum(left.compareTo(right))).isEqualTo(-Integer.signum(right.compareTo(left)));
    }

    private static Optional<StorePath> tryOf(String text) {
        try {
            return Optional.of(StorePath.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
