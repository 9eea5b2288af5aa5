// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StoredTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a read gives. */
abstract class ReadingRules extends StateStoreRules {
    ReadingRules(StateStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    void writeABase() throws InterruptedException {
        write(owner("a/b", "a.yaml", "a", "deep/er/c.yaml", "c"), owner("a/bc", "a.yaml", "n"));
    }

    @Test
    void showsEverythingBelowTheRoot() throws InterruptedException {
        try (StoredTree tree = read(StorePath.ROOT)) {
            assertThat(texts(tree)).isEqualTo(Map.of("a/b/a.yaml", "a", "a/b/deep/er/c.yaml", "c", "a/bc/a.yaml", "n"));
        }
    }

    @Test
    void showsADirectoryUnderWholePathsWithoutItsNeighbours() throws InterruptedException {
        try (StoredTree tree = read(path("a/b"))) {
            assertThat(texts(tree)).isEqualTo(Map.of("a/b/a.yaml", "a", "a/b/deep/er/c.yaml", "c"));
        }
    }

    @Test
    void showsASingleFile() throws InterruptedException {
        try (StoredTree tree = read(path("a/b/a.yaml"))) {
            assertThat(texts(tree)).isEqualTo(Map.of("a/b/a.yaml", "a"));
        }
    }

    @Test
    void showsAnEmptyTreeWhereNothingIs() throws InterruptedException {
        for (String nowhere : new String[] {"a/b/c", "a/b/a.yaml/below", "nowhere"}) {
            try (StoredTree tree = read(path(nowhere))) {
                assertThat(tree.files()).isEmpty();
                assertThat(tree.fingerprint()).isNotEmpty();
            }
        }
    }

    @Test
    void showsWhatOthersWrote() throws InterruptedException {
        strangerWrites("a/b/stranger.yaml", "s");
        strangerRemoves("a/b/deep/er/c.yaml");

        try (StoredTree tree = read(path("a/b"))) {
            assertThat(texts(tree)).isEqualTo(Map.of("a/b/a.yaml", "a", "a/b/stranger.yaml", "s"));
        }
    }

    @Test
    void givesNothingWhileTheTreeIsAsKnown() throws InterruptedException {
        String known = fingerprint("a/b");

        assertThat(store().read(ReadRequest.of(path("a/b")).unless(known))).isEmpty();
    }

    @Test
    void givesTheTreeWhenItIsNoLongerAsKnown() throws InterruptedException {
        String known = fingerprint("a/b");
        strangerWrites("a/b/deep/er/c.yaml", "other");

        Optional<StoredTree> tree = store().read(ReadRequest.of(path("a/b")).unless(known));

        assertThat(tree).isPresent();
        try (StoredTree present = tree.orElseThrow()) {
            assertThat(texts(present)).containsEntry("a/b/deep/er/c.yaml", "other");
            assertThat(present.fingerprint()).isNotEqualTo(known);
        }
    }

    @Test
    void keepsTheFingerprintWhateverHappensElsewhere() throws InterruptedException {
        String before = fingerprint("a/b");

        hold(owner("a/bc", "a.yaml", "other"));
        strangerWrites("README.md", "s");

        assertThat(fingerprint("a/b")).isEqualTo(before);
    }

    @Test
    void tellsEmptyAndFullApartByTheFingerprint() throws InterruptedException {
        String empty = fingerprint("new");
        hold(owner("new", "a.yaml", ""));

        assertThat(fingerprint("new")).isNotEqualTo(empty);
    }

    @Test
    void givesContentsThatCanBeOpenedAgain() throws IOException, InterruptedException {
        try (StoredTree tree = read(path("a/b"))) {
            Content content = content(tree, "a/b/a.yaml");

            assertThat(content.size()).isEqualTo(1);
            assertThat(content.bytes()).isEqualTo(new byte[] {'a'});
            try (InputStream again = content.open()) {
                assertThat(again.readAllBytes()).isEqualTo(new byte[] {'a'});
            }
            assertThat(content.sha256()).isEqualTo(Content.of("a").sha256());
        }
    }

    @Test
    void neverShowsNewerBytesInATreeThatIsOpen() throws InterruptedException {
        try (StoredTree tree = read(path("a/b"))) {
            hold(owner("a/b", "a.yaml", "z"));

            try {
                assertThat(texts(tree)).isEqualTo(Map.of("a/b/a.yaml", "a", "a/b/deep/er/c.yaml", "c"));
            } catch (PluginException e) {
                assertThat(e.reason()).isEqualTo(Reason.CONFLICT);
            }
        }
    }

    private String fingerprint(String belowRoot) throws InterruptedException {
        try (StoredTree tree = read(path(belowRoot))) {
            return tree.fingerprint();
        }
    }
}
