// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.Atomicity;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.ReadRequest;
import io.kratix.spi.statestore.StateStore;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.StoredTree;
import io.kratix.spi.statestore.WriteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the groups of {@link StateStoreContract} share: an open store, the place as others see it, and short words for
 * changes. Paths in the rules lie below {@link #ROOT}, the Destination's.
 */
abstract class StateStoreRules {
    static final StorePath ROOT = StorePath.of("worker-1");

    private static final String PREFIX = ROOT + "/";

    private final StateStoreContract contract;
    private @Nullable StateStore store;

    StateStoreRules(StateStoreContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    void openStore() throws IOException, InterruptedException {
        StateStore opened = contract.open();
        store = opened;
        opened.checkAccess(StorePath.ROOT);
    }

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    final void reopenStore() throws IOException, InterruptedException {
        closeStore();
        openStore();
    }

    final StateStore store() {
        if (store == null) {
            throw new IllegalStateException("the store is not open");
        }
        return store;
    }

    final Atomicity declaredAtomicity() {
        return contract.atomicity();
    }

    final boolean declaresDetection() {
        return contract.detectsOtherWriters();
    }

    final StateStoreContract.Loss losePlace() throws IOException {
        return contract.losePlace();
    }

    static StorePath path(String belowRoot) {
        return ROOT.resolve(belowRoot);
    }

    /** {@return a change that owns nothing yet} */
    static StateStoreChange.Builder change(String id) {
        return StateStoreChange.builder(id, "worker-1", ROOT);
    }

    /** {@return a change that owns one directory, of its own name, with exactly the given files: name, text, name, …} */
    static StateStoreChange owner(String directory, String... namesAndTexts) {
        StateStoreChange.Builder change = change(directory).directory(path(directory));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            change.file(path(directory + "/" + namesAndTexts[i]), Content.of(namesAndTexts[i + 1]));
        }
        return change.build();
    }

    /** {@return a change of one file, beside which others may write} */
    static StateStoreChange single(String file, String text) {
        return change(file).file(path(file), Content.of(text)).build();
    }

    final List<ChangeOutcome> write(WriteRequest request) throws InterruptedException {
        List<ChangeOutcome> outcomes = store().write(request);
        assertThat(outcomes)
                .as("one outcome for each change, and none is null")
                .hasSameSizeAs(request.changes())
                .doesNotContainNull();
        return outcomes;
    }

    final List<ChangeOutcome> write(StateStoreChange... changes) throws InterruptedException {
        return write(WriteRequest.of(List.of(changes)));
    }

    /** Writes one change that must get in, altering something. */
    final ChangeOutcome hold(StateStoreChange change) throws InterruptedException {
        ChangeOutcome outcome = write(change).get(0);
        assertStatus(outcome, Status.WRITTEN);
        return outcome;
    }

    /** {@return why a request of one change failed, be it thrown or told as the change's outcome; empty if it did not} */
    final Optional<Reason> failure(WriteRequest request) throws InterruptedException {
        try {
            return write(request).get(0).refusal().map(PluginException::reason);
        } catch (PluginException e) {
            return Optional.of(e.reason());
        }
    }

    final StoredTree read(StorePath path) throws InterruptedException {
        Optional<StoredTree> tree = store().read(ReadRequest.of(path));
        assertThat(tree).as("what a request that knows no fingerprint reads").isPresent();
        return tree.orElseThrow();
    }

    /** {@return a file that a tree must hold} */
    static Content content(StoredTree tree, String belowRoot) {
        Content content = tree.files().get(path(belowRoot));
        if (content == null) {
            throw new AssertionError("no '" + belowRoot + "' in " + tree.files().keySet());
        }
        return content;
    }

    /** {@return what a tree holds, as text by path below {@link #ROOT}} */
    static Map<String, String> texts(StoredTree tree) {
        Map<String, String> texts = new TreeMap<>();
        tree.files().forEach((path, content) -> texts.put(belowRoot(path.toString()), text(content.bytes())));
        return texts;
    }

    /** {@return what a stranger sees in the place, as text by path below {@link #ROOT}} */
    final Map<String, String> visible() {
        Map<String, String> texts = new TreeMap<>();
        files().forEach((path, bytes) -> texts.put(belowRoot(path), text(bytes)));
        return texts;
    }

    /** {@return what a stranger sees in the place, as bytes by whole path} */
    final Map<String, byte[]> files() {
        try {
            return contract.files();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void strangerWrites(String belowRoot, String text) {
        try {
            contract.writeAsStranger(PREFIX + belowRoot, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void strangerRemoves(String belowRoot) {
        try {
            contract.removeAsStranger(PREFIX + belowRoot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertStatus(ChangeOutcome outcome, Status expected) {
        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(expected);
    }

    static void assertRefused(ChangeOutcome outcome, Reason expected) {
        assertStatus(outcome, Status.REFUSED);
        assertThat(outcome.refusal().map(PluginException::reason)).contains(expected);
    }

    static Stream<Status> statuses(List<ChangeOutcome> outcomes) {
        return outcomes.stream().map(ChangeOutcome::status);
    }

    private static String belowRoot(String path) {
        return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "/" + path;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
