// SPDX-License-Identifier: Apache-2.0
package io.kratix.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A row that names a test through the front door names one that is there. */
class HeldByTest {
    private static final Path TESTS = Path.of("testkit/src/test/java/io/kratix/frontdoor");

    static Stream<String> tests() {
        return Stream.of(
                        CaseTable.read("canary").all("status"),
                        CaseTable.read("workplacement-writes").all("cases"),
                        CaseTable.read("work-creator").all("cases"))
                .flatMap(rows -> rows.stream().filter(row -> row.has("heldBy")))
                .map(row -> row.text("heldBy"));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void namesATestThatIsThere(String test) throws IOException {
        String[] parts = test.split("\\.", -1);

        assertThat(Files.readString(TESTS.resolve(parts[0] + ".java"))).contains("void " + parts[1] + "(");
    }

    @Test
    void countsItsRows() {
        assertThat(tests()).hasSize(17);
    }
}
