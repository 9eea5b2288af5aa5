// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.statestore.ChangeOutcome;
import io.kratix.spi.statestore.ChangeOutcome.Status;
import io.kratix.spi.statestore.StateStoreChange;
import io.kratix.spi.statestore.WriteRequest;
import io.kratix.statestore.bucket.FaultyProxy.Fault;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bucket, and a store that reaches it through a faulty proxy. */
abstract class StoreFixture {
    static final StorePath WORKER = StorePath.of("worker");

    @TempDir
    Path directory;

    final S3Server server = startServer();
    final FaultyProxy proxy = FaultyProxy.to(server);
    final List<String> warnings = new ArrayList<>();
    private final List<BucketStateStore> opened = new ArrayList<>();
    BucketStateStore store;

    /** {@return the server of each test} */
    S3Server startServer() {
        return S3Server.start();
    }

    @BeforeEach
    void openStore() {
        store = open(builder());
    }

    @AfterEach
    void closeAll() {
        opened.forEach(BucketStateStore::close);
        proxy.close();
        server.close();
    }

    BucketStateStoreBuilder builder() {
        return server.store(proxy.endpoint())
                .networkTimeout(Duration.ofSeconds(20))
                .cacheDirectory(directory.resolve("cache"))
                .onWarning(warnings::add);
    }

    BucketStateStore open(BucketStateStoreBuilder builder) {
        BucketStateStore made = builder.open();
        opened.add(made);
        return made;
    }

    List<ChangeOutcome> write(StateStoreChange... changes) throws InterruptedException {
        return store.write(WriteRequest.of(Arrays.asList(changes)));
    }

    void hold(StateStoreChange... changes) throws InterruptedException {
        assertThat(write(changes)).extracting(ChangeOutcome::status).containsOnly(Status.WRITTEN);
    }

    static Stream<Status> statuses(List<ChangeOutcome> outcomes) {
        return outcomes.stream().map(ChangeOutcome::status);
    }

    /** {@return a change of an owner that has one directory: name, text, name, …} */
    static StateStoreChange owner(String name, String... namesAndTexts) {
        StateStoreChange.Builder change =
                StateStoreChange.builder(name, "worker", WORKER).directory(WORKER.resolve(name));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            change.file(WORKER.resolve(name).resolve(namesAndTexts[i]), Content.of(namesAndTexts[i + 1]));
        }
        return change.build();
    }

    static StateStoreChange single(String file, String text) {
        return StateStoreChange.builder(file, "worker", WORKER)
                .file(WORKER.resolve(file), Content.of(text))
                .build();
    }

    /** {@return what is in the bucket below the Destination, as text} */
    Map<String, String> visible() {
        Map<String, String> texts = new TreeMap<>();
        server.files()
                .forEach((key, bytes) ->
                        texts.put(key.replaceFirst("^worker/", ""), new String(bytes, StandardCharsets.UTF_8)));
        return texts;
    }

    void spoil(Predicate<Seen> which, Fault fault) {
        proxy.spoil(request -> which.test(request) ? Optional.of(fault) : Optional.empty());
    }

    static PluginException refusal(ChangeOutcome outcome) {
        return outcome.refusal().orElseThrow(() -> new AssertionError(outcome));
    }

    /** {@return the failure of a write of one file, be it thrown or told} */
    PluginException failureOfWriting() throws InterruptedException {
        return failureOfWriting("a.yaml", "a");
    }

    PluginException failureOfWriting(String... namesAndTexts) throws InterruptedException {
        try {
            return refusal(write(owner("redis", namesAndTexts)).get(0));
        } catch (PluginException e) {
            return e;
        }
    }

    void assertHoldsWhenSaidAgain() throws InterruptedException {
        proxy.spoilNothing();

        write(owner("redis", "a.yaml", "a"));

        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
        assertThat(statuses(write(owner("redis", "a.yaml", "a")))).containsExactly(Status.UNCHANGED);
    }

    static PluginException failure(ThrowingCallable call) {
        List<PluginException> thrown = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(PluginException.class, thrown::add);
        return thrown.get(0);
    }
}
