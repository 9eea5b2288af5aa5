// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.Documents;
import io.kratix.Kratix;
import io.kratix.model.Container;
import io.kratix.model.Document;
import io.kratix.model.InvalidDocumentException;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.model.Workflows;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/marketplace.md, as its readers see it. */
class MarketplacePageTest {
    private static final Page PAGE = Page.of("marketplace.md");
    private static final Path SOURCE = Path.of("src/test/java/io/kratix/frontdoor/MarketplacePageTest.java");
    private static final ObjectReference MINE =
            ObjectReference.request("platform.example.com", "Cache", "default", "mine");

    private final InMemoryStateStoreProvider stores = new InMemoryStateStoreProvider();

    @Test
    void showsWhatIsCompiledHere() throws IOException {
        String source = Page.squeezed(Files.readString(SOURCE));

        assertThat(PAGE.blocks("java")).hasSize(1).allSatisfy(block -> assertThat(source)
                .contains(Page.squeezed(block)));
        assertThat(PAGE.blocks("yaml")).hasSize(2);
    }

    @Test
    void takesAPromiseFromWhereItIsPublished() throws InterruptedException {
        Promise published = Platform.redis()
                .version("v0.1.0")
                .resourceDelete(Pipeline.builder("delete")
                        .container("main", "example/cleanup:v1")
                        .build())
                .build();
        try (Publisher publisher = new Publisher();
                Kratix kratix = open(published)) {
            publisher.publish("/marketplace/redis/promise.yaml", published.document());

            kratix.apply(PAGE.blocks("yaml").get(0).replace("https://example.com", publisher.url("")));
            kratix.awaitReady(ObjectReference.platform(Kinds.PROMISE_RELEASE, "redis"), Platform.LIMIT);
            kratix.apply(Platform.request("mine", "small"));
            kratix.awaitReady(Platform.reference("mine"), Platform.LIMIT);

            assertThat(stores.place("state").texts())
                    .containsEntry("worker/resources/default/redis/mine/redis.yaml", "size: small\n");

            kratix.delete(Platform.reference("mine"));
            kratix.awaitSettled(Platform.LIMIT);

            assertThat(kratix.get(Platform.reference("mine"))).isEmpty();
        }
    }

    @Test
    void makesItOnesOwn() throws InterruptedException {
        Document document = Documents.parse(PAGE.blocks("yaml").get(1)).get(0);
        try (Kratix kratix = open(Promise.of(document))) {
            kratix.apply(document);
            kratix.apply(cache(Map.of("team", "payments")));
            kratix.awaitReady(MINE, Platform.LIMIT);

            assertThat(stores.place("state").texts())
                    .containsEntry("worker/resources/default/cache/mine/redis.yaml", "size: small\n");
            assertThatThrownBy(() -> kratix.apply(cache(Map.of())))
                    .isInstanceOf(InvalidDocumentException.class)
                    .hasMessageContaining("spec.team: Required value");
        }
    }

    private Kratix open(Promise promise) {
        Workflows workflows = promise.workflows();
        InProcessWorkflowRunner.Builder runner = InProcessWorkflowRunner.builder();
        Stream.of(
                        workflows.promiseConfigure(),
                        workflows.promiseDelete(),
                        workflows.resourceConfigure(),
                        workflows.resourceDelete())
                .flatMap(List::stream)
                .flatMap(pipeline -> pipeline.containers().stream())
                .map(Container::image)
                .distinct()
                .forEach(image -> runner.image(image, call -> call.writeOutput("redis.yaml", redis(call.object()))));
        Kratix kratix = Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(stores)
                .workflowRunner(runner.build())
                .open();
        kratix.apply(Platform.store(), Platform.destination("worker").build());
        return kratix;
    }

    private static String redis(Document request) {
        return "size: " + request.spec().get("size") + "\n";
    }

    private static Document cache(Map<String, String> spec) {
        return Document.builder("platform.example.com/v1alpha1", "Cache", "mine")
                .namespace("default")
                .spec(spec)
                .build();
    }
}
