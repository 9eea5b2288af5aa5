// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.CompoundStage.appliedBack;
import static io.kratix.frontdoor.CompoundStage.platform;
import static io.kratix.frontdoor.CompoundStage.requestYaml;
import static io.kratix.frontdoor.CompoundStage.stack;
import static io.kratix.frontdoor.CompoundStage.stackPromise;
import static io.kratix.frontdoor.CompoundStage.stackRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.ObjectReference;
import io.kratix.model.Promise;
import io.kratix.testkit.InMemoryStateStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of what, when owners change and when releases bring Promises. */
class CompoundLineageTest {
    private static final String VERSION = "v1";

    @Test
    void hasNoTwoComeOfEachOtherWhenTheirOwnerDropsBoth() {
        try (Stage stage = CompoundStage.open()) {
            stage.scripts.put("stack", call -> {
                if ("small".equals(call.object().spec().get("size"))) {
                    call.writeOutput("a.yaml", requestYaml("Loop", "a", 1));
                    call.writeOutput("b.yaml", requestYaml("Loop", "b", 1));
                }
            });
            stage.scripts.put("loop", call -> {
                String other = call.object().metadata().name().equals("a") ? "b" : "a";
                call.writeOutput("other.yaml", requestYaml("Loop", other, 2));
            });
            stage.apply(stackPromise(), offering("loop", "Loop").build(), stackRequest("team-a", "small"));
            assertThat(stage.isThere(loop("a")) && stage.isThere(loop("b"))).isTrue();

            stage.apply(stackRequest("team-a", "none"));
            stage.pass(Duration.ofMinutes(5));

            assertThat(stage.isThere(loop("a")) || stage.isThere(loop("b"))).isFalse();
            assertThat(stage.isThere(stack("team-a"))).isTrue();
            assertThat(stage.files()).noneMatch(file -> file.contains("/loop/"));
        }
    }

    private static ObjectReference loop(String name) {
        return ObjectReference.request("example.kratix.io", "Loop", "default", name);
    }

    private static Promise.Builder offering(String name, String kind) {
        return CompoundStage.promise(name, kind).destinationSelector(Map.of("environment", "platform"));
    }

    @Test
    void countsPromisesWithTheReleasesThatBringThem(@TempDir Path folder) throws IOException {
        for (int i = 1; i <= 10; i++) {
            Promise.Builder promise = offering("p" + i, "P" + i).version(VERSION);
            promise.dependency(release(i + 1).tree());
            Files.writeString(
                    folder.resolve("p" + i + ".yaml"),
                    Publisher.yaml(promise.build().document()));
        }
        try (Stage stage =
                Stage.open(new InMemoryStateStoreProvider(), builder -> builder.platformDestination("platform")
                        .releaseFolder(folder))) {
            stage.begin(platform().build(), release(1));
            stage.pass(Duration.ofMinutes(1));

            assertThat(stage.isThere(ObjectReference.promise("p8"))).isTrue();
            assertThat(stage.isThere(release(9).reference())).isFalse();
            assertThat(String.valueOf(appliedBack(stage).get("unapplied")))
                    .contains(
                            "message=more than 16 objects would come one of the other: PromiseRelease/r1 -> Promise/p1"
                                    + " -> PromiseRelease/r2 -> Promise/p2 -> ")
                    .contains(" -> Promise/p8 -> PromiseRelease/r9,");

            stage.delete(release(1).reference());
            stage.pass(Duration.ofMinutes(1));

            assertThat(stage.isThere(ObjectReference.promise("p8"))).isFalse();
            assertThat(stage.files()).isEmpty();
        }
    }

    private static Document release(int number) {
        return Document.builder("platform.kratix.io/v1alpha1", Kinds.PROMISE_RELEASE, "r" + number)
                .spec(Map.of("version", VERSION, "sourceRef", Map.of("type", "file", "path", "p" + number + ".yaml")))
                .build();
    }
}
