// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.model.Destination;
import io.kratix.model.Document;
import io.kratix.model.GitStateStore;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.Registry;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine and a real repository: what is said of files and commits is counted there, by the git program. */
class EngineOnGitTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FILE = "worker-cluster/resources/default/redis/my-request/redis.yaml";
    private static final String DEPENDENCIES = "worker-cluster/dependencies/redis/static/dependencies.yaml";

    @TempDir
    Path folder;

    private BareRepository repository;

    EngineOnGitTest() {
        repository = BareRepository.at(Path.of("not-made-yet"));
    }

    @BeforeEach
    void makeRepository() throws IOException {
        repository = BareRepository.create(folder.resolve("state.git"));
    }

    @Test
    void writesWhatTheSeedDocumentSays() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");

            kratix.awaitReady(request(), LIMIT);
        }

        assertThat(repository.files()).contains(FILE, DEPENDENCIES);
        assertThat(repository.content(FILE)).isEqualTo("size: small");
        repository.isSound();
    }

    @Test
    void changesJustTheRequestsFilesInOneCommit() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
            int commits = repository.commits("main");

            applyAll(kratix, "large");
            kratix.awaitReady(request(), LIMIT);

            assertThat(repository.commits("main")).isEqualTo(commits + 1);
        }
        assertThat(repository.git().lines("diff", "--name-only", "main~1", "main"))
                .containsExactly(FILE);
        assertThat(repository.content(FILE)).isEqualTo("size: large");
    }

    @Test
    void makesNoCommitAndNoPushWhenAnEngineThatRemembersNothingRunsTheSameAgain() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
        }
        int commits = repository.commits("main");
        int pushes = repository.pushes("main");

        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
            kratix.awaitReady(request(), LIMIT);
        }

        assertThat(repository.commits("main")).isEqualTo(commits);
        assertThat(repository.pushes("main")).isEqualTo(pushes);
    }

    @Test
    void removesTheRequestsFilesWhenItIsDeletedAndEverythingWithThePromise() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);

            kratix.delete(request());
            kratix.awaitSettled(LIMIT);
            assertThat(repository.files()).contains(DEPENDENCIES).doesNotContain(FILE);

            applyAll(kratix, "small");
            kratix.awaitReady(request(), LIMIT);
            kratix.delete(ObjectReference.promise("redis"));
            kratix.awaitSettled(LIMIT);
        }

        assertThat(repository.files()).hasSize(2).allMatch(file -> file.contains("kratix-canary"));
        repository.isSound();
    }

    @Test
    void leavesStrangersFilesAloneAndGoesOnAfterTheirPushes() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
            repository.strangerPushes("main", "README.md", "theirs\n");
            repository.strangerPushes("main", "worker-cluster/resources/default/redis/other/x.yaml", "theirs\n");

            applyAll(kratix, "large");
            kratix.awaitReady(request(), LIMIT);
            kratix.delete(ObjectReference.promise("redis"));
            kratix.awaitSettled(LIMIT);
        }

        assertThat(repository.files())
                .hasSize(4)
                .contains("README.md", "worker-cluster/resources/default/redis/other/x.yaml");
    }

    @Test
    void tellsAnOwnerWhatAHookSaysOfItsFilesAndLetsTheOthersThrough() throws IOException, InterruptedException {
        repository.hook(
                "pre-receive",
                "while read old new ref; do git ls-tree -r --name-only $new | grep -q evil &&"
                        + " echo 'policy 17: nothing evil' && exit 1; done; exit 0");
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.apply(request("evil", "small"), request("good", "small"));
            kratix.awaitSettled(LIMIT);

            assertThat(kratix.get(reference("evil")).orElseThrow().status().toString())
                    .contains("policy 17: nothing evil");
            kratix.awaitReady(reference("good"), LIMIT);
            kratix.awaitReady(request(), LIMIT);
        }
        assertThat(repository.files()).contains(FILE, FILE.replace("my-request", "good"));
    }

    @Test
    void makesTheBranchAgainWithEverythingWhenSomebodyDeletesIt() throws InterruptedException {
        try (Kratix kratix = open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
            List<String> files = repository.files();
            repository.git().run("branch", "kept", "main");
            repository.git().run("update-ref", "-d", "refs/heads/main");

            applyAll(kratix, "large");
            kratix.awaitReady(request(), LIMIT);

            assertThat(repository.files()).isEqualTo(files);
            assertThat(repository.content(FILE)).isEqualTo("size: large");
            assertThat(kratix.events(ObjectReference.platform("GitStateStore", "default")))
                    .anyMatch(event ->
                            event.reason().equals("Lost") && event.message().contains("was deleted"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void makesTheBranchWithEverythingWhereOneWhoseCacheWentComparesFirst(boolean others)
            throws IOException, InterruptedException {
        Registry registry = Registry.inMemory();
        KratixBuilder remembering = builder().registry(registry).stateStoreReconciliationInterval(Duration.ofNanos(1));
        try (Kratix kratix = remembering.open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
        }
        List<String> files = repository.files();
        repository.git().run("update-ref", "-d", "refs/heads/main");
        if (others) {
            repository.strangerPushes("master", "README.md", "theirs");
        }

        try (Kratix kratix = remembering.open()) {
            kratix.apply(request("another", "small"));
            kratix.awaitReady(reference("another"), LIMIT);
        }

        assertThat(repository.files()).containsAll(files).hasSize(files.size() + 1);
    }

    @Test
    void writesAgainWhatStrangersChangedAsSoonAsItCompares() throws InterruptedException {
        try (Kratix kratix =
                builder().stateStoreReconciliationInterval(Duration.ofNanos(1)).open()) {
            applyAll(kratix, "small");
            kratix.awaitSettled(LIMIT);
            repository.strangerPushes("main", FILE, "theirs\n");

            kratix.apply(request("another", "small"));
            kratix.awaitReady(reference("another"), LIMIT);
            kratix.awaitSettled(LIMIT);
        }

        assertThat(repository.content(FILE)).isEqualTo("size: small");
    }

    @Test
    void isReadyByItselfOnceTheMissingBranchIsPushed() throws InterruptedException {
        repository.strangerPushes("master", "README.md", "theirs");
        try (EngineWithSecret engine = new EngineWithSecret(Map.of())) {
            engine.store(Map.of("url", repository.url()));
            engine.destination("worker-cluster");
            String complaint = engine.complaint();

            repository.strangerPushes("main", "README.md", "theirs");
            engine.passAMinute();
            engine.awaitWritten("worker-cluster");

            assertThat(complaint).contains("push the branch");
            assertThat(repository.files()).contains("README.md").hasSize(3);
        }
    }

    private static Kratix open() {
        return builder().open();
    }

    private static KratixBuilder builder() {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new GitStateStoreProvider())
                .configure(
                        "GitStateStore",
                        Map.of("allowFileUrls", true, "minimumFetchInterval", "0s", "createBranch", true))
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image(
                                "example/redis:v1",
                                call -> call.writeOutput(
                                        "redis.yaml",
                                        "size: " + call.object().spec().get("size") + "\n"))
                        .build());
    }

    private void applyAll(Kratix kratix, String size) {
        GitStateStore store = GitStateStore.builder("default", repository.url()).build();
        Promise promise = Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "properties", Map.of("size", Map.of("type", "string"))))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis-system")))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/redis:v1")
                        .build())
                .build();
        Destination destination =
                Destination.builder("worker-cluster", store.stateStore()).build();
        List.of(store, destination, promise, request("my-request", size))
                .forEach(declaration -> kratix.apply(declaration));
    }

    private static Document request(String name, String size) {
        return Document.builder("example.kratix.io/v1alpha1", "redis", name)
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    private static ObjectReference request() {
        return reference("my-request");
    }

    private static ObjectReference reference(String request) {
        return ObjectReference.request("example.kratix.io", "redis", "default", request);
    }
}
