// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Names and bytes of all sorts, and bytes that cannot be had. */
abstract class ContentRules extends StateStoreRules {
    private static final List<String> ODD_NAMES = List.of(
            "a blank.yaml",
            "[ab].yaml",
            "*?.yaml",
            "{a,b}.yaml",
            "-rf",
            "--help",
            "a:b.yaml",
            "#hash.yaml",
            "%2e%2e",
            "a+b&c=d.yaml",
            "$HOME",
            "`quoted`'\".yaml",
            "~tilde~",
            ".hidden",
            "..two-dots",
            "@{0}",
            "HEAD",
            ".gitignore",
            "\u00e4\u00f6\u00fc-\u6f22\u5b57-\ud83d\ude80.yaml",
            "three...dots/inside");

    ContentRules(StateStoreContract contract) {
        super(contract);
    }

    @Test
    void keepsFilesOfOddNames() throws InterruptedException {
        StateStoreChange.Builder change = change("odd").directory(path("odd dir:[1]"));
        Map<String, String> expected = new TreeMap<>();
        for (String name : ODD_NAMES) {
            change.file(path("odd dir:[1]/" + name), Content.of(name));
            expected.put("odd dir:[1]/" + name, name);
        }

        hold(change.build());

        assertThat(visible()).isEqualTo(expected);
        try (StoredTree tree = read(path("odd dir:[1]"))) {
            assertThat(texts(tree)).isEqualTo(expected);
        }
        assertStatus(write(change.build()).get(0), Status.UNCHANGED);
    }

    @Test
    void removesFilesOfOddNames() throws InterruptedException {
        StateStoreChange.Builder change = change("odd").directory(path("odd"));
        ODD_NAMES.forEach(name -> change.file(path("odd/" + name), Content.of(name)));
        hold(change.build());

        hold(owner("odd", "-rf", "-rf"));

        assertThat(visible()).isEqualTo(Map.of("odd/-rf", "-rf"));
    }

    @Test
    void keepsEveryByte() throws InterruptedException {
        byte[] bytes = {0, 13, 10, 10, 13, 26, -1, -2, -128, 127, 32, 9, 0};

        hold(change("bytes")
                .file(path("bytes.bin"), Content.of(bytes))
                .file(path("crlf.txt"), Content.of("a\r\nb\r\n"))
                .file(path("empty"), Content.of(""))
                .build());

        assertThat(files())
                .containsEntry("worker-1/bytes.bin", bytes)
                .containsEntry("worker-1/crlf.txt", new byte[] {'a', 13, 10, 'b', 13, 10})
                .containsEntry("worker-1/empty", new byte[0]);
    }

    @Test
    void keepsLargeContentThatComesInPieces() throws IOException, InterruptedException {
        byte[] bytes = new byte[3 * 1024 * 1024 + 1];
        new Random(7).nextBytes(bytes);

        hold(change("large")
                .file(path("large.bin"), Content.of(bytes.length, () -> new InPieces(new ByteArrayInputStream(bytes))))
                .build());

        assertThat(files().get("worker-1/large.bin")).isEqualTo(bytes);
        try (StoredTree tree = read(path("large.bin"));
                InputStream in = content(tree, "large.bin").open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void keepsAChangeOutWhoseContentCannotBeOpened() throws InterruptedException {
        staysOutWith(Content.of(3, () -> {
            throw new IOException("the disk is gone");
        }));
    }

    @Test
    void keepsAChangeOutWhoseContentBreaksOff() throws InterruptedException {
        staysOutWith(Content.of(8, () -> new BreakingOff(new ByteArrayInputStream(new byte[] {1, 2, 3}))));
    }

    @Test
    void keepsOutThoseChangesAloneWhoseContentCannotBeReadAsItSaysItIs() throws InterruptedException {
        List<ChangeOutcome> outcomes = write(
                owner("first", "a.yaml", "1"),
                of("closed", Content.of(3, () -> {
                    throw new IOException("the disk is gone");
                })),
                of("short", Content.of(3, () -> new ByteArrayInputStream(new byte[2]))),
                of("long", Content.of(3, () -> new ByteArrayInputStream(new byte[4]))),
                owner("last", "a.yaml", "2"));

        outcomes.subList(1, 4).forEach(outcome -> assertRefused(outcome, Reason.UNAVAILABLE));
        assertStatus(outcomes.get(0), Status.WRITTEN);
        assertStatus(outcomes.get(4), Status.WRITTEN);
        assertThat(visible()).isEqualTo(Map.of("first/a.yaml", "1", "last/a.yaml", "2"));
    }

    private static StateStoreChange of(String directory, Content content) {
        return change(directory)
                .directory(path(directory))
                .file(path(directory + "/a.yaml"), content)
                .build();
    }

    @Test
    void letsTheEnginesSignalPassThatAContentThrows() {
        RuntimeException signal = new IllegalStateException("the engine closes");
        StateStoreChange change = change("signal")
                .file(path("a.yaml"), Content.of(1, () -> {
                    throw signal;
                }))
                .build();

        assertThatThrownBy(() -> write(change)).isSameAs(signal);
        assertThat(visible()).isEmpty();
    }

    private void staysOutWith(Content broken) throws InterruptedException {
        hold(owner("redis", "a.yaml", "before", "b.yaml", "b"));
        Map<String, String> before = visible();
        StateStoreChange change = change("redis")
                .directory(path("redis"))
                .file(path("redis/a.yaml"), Content.of("after"))
                .file(path("redis/z.yaml"), broken)
                .build();

        assertThat(failure(WriteRequest.of(List.of(change))))
                .as("why the change did not get in")
                .isPresent();
        if (declaredAtomicity() == Atomicity.FILE) {
            assertThat(visible()).doesNotContainKey("redis/z.yaml").containsKey("redis/b.yaml");
        } else {
            assertThat(visible()).isEqualTo(before);
        }
        hold(owner("redis", "a.yaml", "after", "z.yaml", "whole"));
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "after", "redis/z.yaml", "whole"));
    }

    /** Gives less than was asked for, as a network does. */
    private static final class InPieces extends FilterInputStream {
        private InPieces(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, 1021));
        }
    }

    /** Fails where it should end. */
    private static final class BreakingOff extends FilterInputStream {
        private BreakingOff(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return unlessAtEnd(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return unlessAtEnd(super.read(buffer, offset, length));
        }

        private static int unlessAtEnd(int read) throws IOException {
            if (read < 0) {
                throw new IOException("the disk is gone");
            }
            return read;
        }
    }
}
