// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.model.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every Promise of the public Marketplace is taken as it is, and its example request with it. */
final class MarketplaceTest {
    private static final String FOLDER = "../shared/marketplace";

    private @Nullable Path marketplace;

    @BeforeEach
    void find() {
        marketplace = search(Path.of("").toAbsolutePath());
        if (marketplace == null && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and there is no folder " + FOLDER + " beside the project");
        }
        assumeTrue(marketplace != null, "there is no folder " + FOLDER + " beside the project");
    }

    @Test
    void takesEveryPromiseUnedited() {
        List<Promise> promises = documents().promises();

        assertThat(promises).hasSize(9);
        for (Promise promise : promises) {
            Admission admission = PromiseAdmission.admit(promise.document(), Optional.empty());
            assertThat(admission.problems()).as(promise.name()).isEmpty();
        }
    }

    @Test
    void takesEveryExampleRequestUnedited() {
        List<Admission> requests = documents().requests();

        assertThat(requests).hasSize(8);
        assertThat(requests).flatExtracting(Admission::problems).isEmpty();
    }

    @Test
    void warnsOfTheOddOnes() {
        Map<String, List<String>> warnings = documents().promises().stream()
                .filter(promise -> !promise.warnings().isEmpty())
                .collect(Collectors.toMap(Promise::name, Promise::warnings));

        assertThat(warnings).containsOnlyKeys("app", "aws-rds");
        assertThat(warnings.get("app"))
                .containsExactly("unknown field \"spec.api.spec.versions[0].schema.openAPIV3Schema.properties[spec]"
                        + ".properties[name].regex\" - remove it");
        assertThat(warnings.get("aws-rds")).hasSize(3).allMatch(warning -> warning.contains("is read as \"jsonPath\""));
    }

    private RealDocuments documents() {
        return RealDocuments.read(Objects.requireNonNull(marketplace));
    }

    private static @Nullable Path search(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve(FOLDER).normalize();
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
