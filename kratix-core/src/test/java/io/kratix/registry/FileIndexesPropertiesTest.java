// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.layout.PathSet;
import io.kratix.model.StorePath;
import java.util.Collections;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class FileIndexesPropertiesTest {
    @Property(tries = 500)
    void leadToThoseAndNoOthersWhoseFileIsAtAPathAboveItOrBelowIt(
            @ForAll("paths") StorePath held, @ForAll("paths") StorePath wanted) {
        PathSet present = new PathSet();
        present.add(held);

        boolean found = !Collections.disjoint(FileIndexes.of(held), FileIndexes.touching(wanted));

        assertThat(found).isEqualTo(present.touches(wanted));
    }

    @Provide
    Arbitrary<StorePath> paths() {
        return Arbitraries.of("a", "A", "b", "ab", "ß", "ẞ", "é", "E\u0301", ".kratix")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(names -> StorePath.of(String.join("/", names)));
    }
}
