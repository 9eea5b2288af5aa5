// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Container;
import io.kratix.model.Document;
import io.kratix.model.Promise;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The odd shapes that real documents have are taken as they are. */
final class OddDocumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"aliases.yaml", "cluster-leftovers.yaml", "without-api.yaml", "odd-case.yaml"})
    void takesPromiseAndRequests(String file) {
        RealDocuments documents = fixture(file);

        assertThat(documents.promises()).hasSize(1);
        assertThat(PromiseAdmission.admit(documents.promises().get(0).document(), Optional.empty())
                        .problems())
                .isEmpty();
        assertThat(documents.requests()).flatExtracting(Admission::problems).isEmpty();
    }

    @Test
    void expandsAnAlias() {
        Promise promise = fixture("aliases.yaml").promises().get(0);

        List<Container> containers =
                promise.workflows().resourceConfigure().get(0).containers();

        assertThat(containers.get(1).fields().get("env"))
                .isEqualTo(containers.get(0).fields().get("env"));
    }

    @Test
    void putsARequestWithoutNamespaceIntoDefault() {
        Document note = fixture("cluster-leftovers.yaml").requests().get(0).document();

        assertThat(note.metadata().namespace()).isEqualTo("default");
        assertThat(note.tree()).doesNotContainKey("status");
    }

    @Test
    void takesAPromiseWithoutApi() {
        assertThat(fixture("without-api.yaml").promises().get(0).api()).isEmpty();
    }

    @Test
    void readsAFieldOfADefinitionInOddCaseAndTheItemsOfAList() {
        RealDocuments documents = fixture("odd-case.yaml");

        assertThat(documents.requests()).hasSize(2);
        assertThat(documents.promises().get(0).warnings())
                .containsExactly("field \"spec.api.spec.versions[0].additionalPrinterColumns[0].JSONPath\" is read as"
                        + " \"jsonPath\" - spell it so");
    }

    private static RealDocuments fixture(String file) {
        try {
            return RealDocuments.read(
                    Path.of(Objects.requireNonNull(OddDocumentsTest.class.getResource("/documents/" + file))
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
