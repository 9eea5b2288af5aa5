// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.Documents;
import io.kratix.Kratix;
import io.kratix.model.Container;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.KratixLabels;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.RequiredPromise;
import io.kratix.registry.Registry;
import io.kratix.spi.Secret;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.spi.workflow.PipelineCall;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises of the public Marketplace, unedited: each one installs, takes its example request, lands, and goes without a
 * trace. Functions that write one file stand for their images.
 */
class MarketplaceLifeTest {
    private static final String FOLDER = "../shared/marketplace";
    private static final Set<String> CANARIES =
            Set.of("dependencies/kratix-canary-namespace.yaml", "resources/kratix-canary-configmap.yaml");

    private final InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();

    @Test
    void knowsThemAll() {
        assertThat(Documents.read(marketplace()).stream()
                        .filter(document -> document.kind().equals(Kinds.PROMISE)))
                .hasSize(9);
    }

    @Test
    void takesRequiredPromisesFromTheMarketplaceWhereTheyAreThere() {
        Promise stack = Promise.of(
                Documents.read(marketplace().resolve("app-stack/promise.yaml")).get(0));

        assertThat(stack.requiredPromises())
                .filteredOn(required -> published(required).isPresent())
                .extracting(RequiredPromise::name)
                .containsExactly("runtime");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app-as-a-service",
                "app-stack",
                "cert-manager",
                "jenkins",
                "namespace",
                "redis",
                "runtime",
                "slack",
                "sql-aws"
            })
    void livesAndGoesWithoutATrace(String name) throws InterruptedException {
        Promise promise = Promise.of(
                Documents.read(marketplace().resolve(name + "/promise.yaml")).get(0));
        Optional<Document> request = request(name);
        try (Kratix kratix = open(promise)) {
            kratix.apply(Platform.store());
            destinations().forEach(kratix::apply);
            required(promise).forEach(kratix::apply);
            kratix.awaitSettled(Platform.LIMIT);
            Set<String> before = paths();

            kratix.apply(promise);
            ObjectReference installed = ObjectReference.promise(promise.name());
            kratix.awaitReady(installed, Platform.LIMIT);
            kratix.awaitSettled(Platform.LIMIT);
            Set<String> withPromise = paths();
            if (request.isPresent()) {
                ObjectReference mine = request.get().reference();
                kratix.apply(request.get());
                kratix.awaitReady(mine, Platform.LIMIT);

                assertThat(paths())
                        .containsAll(withPromise)
                        .anyMatch(path ->
                                path.contains("/resources/default/" + promise.name() + "/" + mine.name() + "/"));

                kratix.delete(mine);
                kratix.awaitSettled(Platform.LIMIT);
                assertThat(kratix.get(mine)).isEmpty();
                assertThat(paths()).isEqualTo(withPromise);

                kratix.apply(request.get());
                kratix.awaitReady(mine, Platform.LIMIT);
            } else {
                assertThat(promise.api())
                        .as("a Promise with an API has an example")
                        .isEmpty();
                assertThat(withPromise).anyMatch(path -> path.contains("/dependencies/" + promise.name() + "/"));
            }

            kratix.delete(installed);
            kratix.awaitSettled(Platform.LIMIT);
            assertThat(kratix.get(installed)).isEmpty();
            assertThat(request.flatMap(document -> kratix.get(document.reference())))
                    .isEmpty();
            assertThat(paths()).isEqualTo(before);
            required(promise).forEach(other -> kratix.delete(other.document().reference()));
            kratix.awaitSettled(Platform.LIMIT);
        }
        assertThat(paths())
                .isEqualTo(Stream.of("worker", "platform")
                        .flatMap(destination -> CANARIES.stream().map(canary -> destination + "/" + canary))
                        .collect(Collectors.toSet()));
    }

    private Kratix open(Promise promise) {
        InProcessWorkflowRunner.Builder runner = InProcessWorkflowRunner.builder();
        Stream.concat(Stream.of(promise), required(promise).stream())
                .flatMap(one -> images(one).stream())
                .distinct()
                .forEach(image -> runner.image(image, MarketplaceLifeTest::write));
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(stores)
                .secrets(reference ->
                        Optional.of(Map.of("accessKeyID", Secret.of("key"), "secretAccessKey", Secret.of("s3cr3t"))))
                .workflowRunner(runner.build())
                .open();
    }

    private static void write(PipelineCall call) throws IOException {
        call.writeOutput(
                call.container().name() + ".yaml", "kind: " + call.object().kind() + "\n");
    }

    private static Set<String> images(Promise promise) {
        return Stream.of(
                        promise.workflows().promiseConfigure(),
                        promise.workflows().promiseDelete(),
                        promise.workflows().resourceConfigure(),
                        promise.workflows().resourceDelete())
                .flatMap(List::stream)
                .map(Pipeline::containers)
                .flatMap(List::stream)
                .map(Container::image)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** For what the folder does not have at that version, a Promise of that name and version stands in that does nothing. */
    private static List<Promise> required(Promise promise) {
        return promise.requiredPromises().stream()
                .map(required -> published(required).orElseGet(() -> standIn(required)))
                .toList();
    }

    private static Promise standIn(RequiredPromise required) {
        return Promise.builder(required.name()).version(required.version()).build();
    }

    private static Optional<Promise> published(RequiredPromise required) {
        return Documents.read(marketplace()).stream()
                .filter(document -> document.kind().equals(Kinds.PROMISE)
                        && document.metadata().name().equals(required.name())
                        && required.version()
                                .equals(document.metadata().labels().get(KratixLabels.PROMISE_VERSION)))
                .map(Promise::of)
                .findFirst();
    }

    private static List<Destination> destinations() {
        return List.of(
                Destination.builder("worker", Platform.STORE)
                        .label("environment", "dev")
                        .build(),
                Destination.builder("platform", Platform.STORE)
                        .label("environment", "platform")
                        .build());
    }

    private static Optional<Document> request(String name) {
        Path example = marketplace().resolve(name + "/resource-request.yaml");
        return Files.exists(example) ? Optional.of(Documents.read(example).get(0)) : Optional.empty();
    }

    private Set<String> paths() {
        return new TreeSet<>(stores.place("state").texts().keySet());
    }

    private static Path marketplace() {
        Optional<Path> found = Stream.iterate(Optional.of(Path.of("").toAbsolutePath()), MarketplaceLifeTest::parent)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .map(folder -> folder.resolve(FOLDER).normalize())
                .filter(Files::isDirectory)
                .findFirst();
        if (found.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and there is no folder " + FOLDER + " beside the project");
        }
        assumeTrue(found.isPresent(), "there is no folder " + FOLDER + " beside the project");
        return found.orElseThrow();
    }

    private static Optional<Path> parent(Optional<Path> folder) {
        return folder.map(Path::getParent);
    }
}
