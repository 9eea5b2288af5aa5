// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.NotReadyException;
import io.kratix.Settlement;
import io.kratix.model.Document;
import io.kratix.model.Event;
import io.kratix.model.FilepathMode;
import io.kratix.model.Pipeline;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final Platform platform = Platform.open();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void namesAnImageThatNoFunctionStandsFor() throws InterruptedException {
        platform.applyAll();
        platform.kratix.apply(redis().resourceConfigure(Pipeline.builder("unknown")
                        .container("main", "example/nobody:v1")
                        .build())
                .build());

        platform.settle();

        assertThat(platform.conditions(reference("my-request")))
                .contains("ConfigureWorkflowCompleted=False ConfigureWorkflowFailed: A Configure Pipeline has failed:"
                        + " unknown");
        assertThat(platform.get(reference("my-request")).status().toString())
                .contains("container 'main': no function stands for image 'example/nobody:v1' (known: ");
    }

    @Test
    void runsAgainWhenARequestWhosePipelineFailedIsCorrected() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            if ("small".equals(call.object().spec().get("size"))) {
                throw new IllegalStateException("no room for small ones");
            }
            call.writeOutput("redis.yaml", "ok\n");
        });
        platform.applyAll();
        platform.settle();
        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("A Configure Pipeline has failed: configure");

        platform.kratix.apply(request("my-request", "large"));

        platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);
        assertThat(platform.kratix.events(reference("my-request")))
                .extracting(Event::message)
                .anyMatch(message -> message.contains("no room for small ones"));
    }

    @Test
    void saysWhatWaitsForARemoteThatFails() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));

        platform.kratix.apply(request("my-request", "large"));
        Settlement settlement = platform.settle();

        assertThat(settlement.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.subject()).isEqualTo("MemoryStateStore/default");
            assertThat(waiting.reason()).isEqualTo("the disk is full");
        });
        assertThat(platform.conditions(Platform.STORE.reference()))
                .containsExactly("Ready=False StateStoreUnavailable: the disk is full");
    }

    @Test
    void writesWhatWaitedAsSoonAsTheRemoteIsBack() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.place().failNext(Call.WRITE, PluginException.unavailable("the disk is full"));

        platform.kratix.apply(request("my-request", "large"));

        platform.kratix.awaitReady(reference("my-request"), Platform.LIMIT);
        platform.kratix.awaitReady(Platform.STORE.reference(), Platform.LIMIT);
        assertThat(platform.place().texts())
                .containsEntry("worker-cluster/resources/default/redis/my-request/redis.yaml", "size: large\n");
    }

    @Test
    void saysItAgainAtOnceWhenSomebodyElseWasFaster() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        platform.place().failNext(Call.WRITE, PluginException.conflict("somebody pushed"));

        platform.kratix.apply(request("my-request", "large"));
        Settlement settlement = platform.settle();

        assertThat(settlement.waiting()).isEmpty();
        assertThat(platform.conditions(reference("my-request"))).contains("Reconciled=True Reconciled: Reconciled");
    }

    @Test
    void saysEverythingAgainWhenTheStoreLostItsPlace() throws InterruptedException {
        platform.applyAll();
        platform.settle();
        var before = platform.place().texts();

        platform.place().lose();
        platform.kratix.apply(request("another", "small"));
        platform.settle();

        assertThat(platform.place().texts()).containsAllEntriesOf(before);
    }

    @Test
    void failsARunWhoseOutputLeavesItsDirectory() throws InterruptedException {
        platform.images.put(
                Platform.IMAGE,
                call -> java.nio.file.Files.createSymbolicLink(
                        call.output().resolve("link.yaml"), java.nio.file.Path.of("/etc/hostname")));
        platform.applyAll();

        platform.settle();

        assertThat(platform.get(reference("my-request")).status().toString())
                .contains("'link.yaml' in the output is no regular file");
        assertThat(platform.paths()).noneMatch(path -> path.contains("my-request"));
    }

    @Test
    void failsARunWhoseFunctionThrowsAnError() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            throw new AssertionError("three replicas expected");
        });
        platform.applyAll();

        platform.settle();

        assertThat(platform.get(reference("my-request")).status().toString()).contains("three replicas expected");
    }

    @Test
    void saysARefusedChangeAgainAfterAPauseAndNotAtOnce() throws InterruptedException {
        platform.place().put("redis.yaml", "theirs\n");
        platform.kratix.apply(
                Platform.store(),
                Platform.destination("flat").mode(FilepathMode.NONE).build(),
                redis().build(),
                request("mine", "small"));

        Settlement settlement = platform.settle();

        assertThat(settlement.waiting())
                .extracting(Settlement.Waiting::reason)
                .containsExactly("the State Store refused changes");
        assertThat(platform.place().calls(Call.WRITE)).isLessThan(10);
        assertThat(platform.place().texts()).containsEntry("redis.yaml", "theirs\n");
        assertThat(platform.conditions(reference("mine")))
                .anyMatch(condition -> condition.startsWith("WorksSucceeded=False WorksFailing"));
    }

    @Test
    void opensAStateStoreAnewThatWasDeletedAndMadeAgainElsewhere() throws InterruptedException {
        platform.applyAll();
        platform.settle();

        platform.kratix.delete(Platform.STORE.reference());
        platform.kratix.apply(Document.builder("platform.kratix.io/v1alpha1", "MemoryStateStore", "default")
                .spec(Map.of("name", "other"))
                .build());
        platform.settle();

        assertThat(platform.stores.place("other").texts().keySet()).isEqualTo(platform.paths());
    }

    @Test
    void tellsListenersWhatHappensWhateverTheyDo() throws InterruptedException {
        List<String> told = new CopyOnWriteArrayList<>();
        try (Platform listening = Platform.open(builder -> builder.onEvent(event -> {
                    throw new IllegalStateException("a broken listener");
                })
                .onEvent(event -> told.add(event.reason())))) {
            listening.applyAll();
            listening.kratix.awaitReady(reference("my-request"), Platform.LIMIT);

            org.awaitility.Awaitility.await().until(() -> told.contains("ReconcileSucceeded"));
        }
    }

    @Test
    void severalEnginesLiveInOneJvm() throws InterruptedException {
        try (Platform other = Platform.open()) {
            platform.applyAll();
            other.applyAll();
            platform.settle();
            other.settle();

            other.kratix.delete(reference("my-request"));
            other.settle();

            assertThat(platform.paths()).hasSize(4);
            assertThat(other.paths()).hasSize(3);
        }
    }

    @Test
    void saysWhyFilesHaveNoPlaceAndNothingOfOthers() throws InterruptedException {
        platform.images.put(Platform.IMAGE, call -> {
            if (call.object().metadata().name().equals("theirs")) {
                throw new IllegalStateException("no quota for them");
            }
            call.writeOutput("redis.yaml", "a: 1\n");
        });
        platform.kratix.apply(
                Platform.store(),
                Platform.destination("worker-cluster").build(),
                Platform.redis().destinationSelector(Map.of("region", "eu")).build(),
                request("mine", "small"),
                request("theirs", "small"));
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("mine"), Duration.ofMillis(100)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageEndingWith(
                        "; The files at the top ask for environment=dev,region=eu, worker-cluster refused: it has no label"
                                + " region, asked for is 'eu'; label a Destination so, or change spec.destinationSelectors")
                .hasMessageNotContaining("no quota");
        assertThat(platform.kratix.topology().text())
                .contains(
                        "  redis default/mine: not ready: The files at the top ask for environment=dev,region=eu, worker-cluster"
                                + " refused: it has no label region, asked for is 'eu'; label a Destination so, or change"
                                + " spec.destinationSelectors\n");
        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("nobody"), Duration.ofMillis(100)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageEndingWith("redis.example.kratix.io/default/nobody is not ready: there is no such object");
    }

    @Test
    void saysWhatTheStateStoreSays() throws InterruptedException {
        platform.place().failNext(Call.WRITE, PluginException.misconfigured("the place is read-only"));
        platform.applyAll();
        platform.settle();

        assertThatThrownBy(() -> platform.kratix.awaitReady(reference("my-request"), Duration.ofMillis(100)))
                .isInstanceOf(NotReadyException.class)
                .hasMessageContaining("MemoryStateStore/default: ")
                .hasMessageContaining("the place is read-only");
    }
}
