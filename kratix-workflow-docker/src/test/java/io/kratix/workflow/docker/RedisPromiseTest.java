// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kratix.Kratix;
import io.kratix.KratixBuilder;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Registry;
import io.kratix.spi.Secret;
import io.kratix.statestore.bucket.BucketStateStoreProvider;
import io.kratix.statestore.git.GitStateStoreProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Promise as the Marketplace has them, from {@code apply} to the State Store: one image, whose script reads the object,
 * looks at the workflow's type, copies dependencies and writes an instance.
 */
@Tag("docker")
@ExtendWith(OnEngine.Docker.class)
class RedisPromiseTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectReference REQUEST =
            ObjectReference.request("marketplace.example", "redis", "default", "example");
    private static final String DEPENDENCY = "worker/dependencies/redis/operator.yaml";
    private static final String INSTANCE = "worker/resources/default/redis/example/redis-instance.yaml";

    private final TestEngine engine;

    @TempDir
    private Path folder;

    RedisPromiseTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void makeImage() throws IOException {
        engine.importImage(
                "kratix-test/redis-configure:v0.1.0",
                BusyBox.filesAnd(
                        BusyBox.File.script("tmp/execute-pipeline", resource("execute-pipeline")),
                        BusyBox.File.script("tmp/transfer/dependencies/operator.yaml", "kind: Deployment\n"),
                        BusyBox.File.script("tmp/transfer/instance.yaml", "name: NAME\nreplicas: REPLICAS\n")),
                "CMD [\"/bin/sh\", \"/tmp/execute-pipeline\"]");
    }

    @Test
    void runsFromApplyToGit() throws IOException, InterruptedException {
        Path repository = repository();

        Document request = fulfil("GitStateStore", gitStore(repository));

        assertThat(request.status()).containsEntry("message", "large Redis of 3");
        assertThat(inGit(repository, DEPENDENCY)).isEqualTo("kind: Deployment\n");
        assertThat(inGit(repository, INSTANCE)).isEqualTo("name: example\nreplicas: 3\n");
    }

    @Test
    void runsFromApplyToABucket() throws Exception {
        Path buckets = folder.resolve("buckets");
        Path bucket = Files.createDirectories(buckets.resolve("kratix"));
        S3Proxy server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
                .awsAuthentication(AuthenticationType.AWS_V4, "example", "example")
                .endpoint(URI.create("http://127.0.0.1:0"))
                .stopTimeout(0)
                .build();
        server.start();
        try {
            Document request = fulfil("BucketStateStore", bucketStore(server.getPort()));

            assertThat(request.status()).containsEntry("message", "large Redis of 3");
            assertThat(bucket.resolve(DEPENDENCY)).hasContent("kind: Deployment\n");
            assertThat(bucket.resolve(INSTANCE)).hasContent("name: example\nreplicas: 3\n");
        } finally {
            server.stop();
        }
    }

    @Test
    void runsTheScriptOfTheMainExample() throws IOException, InterruptedException {
        Path example = Path.of("../examples/redis").toAbsolutePath().normalize();
        engine.importImage(
                "example/redis-configure:v1",
                BusyBox.filesAnd(
                        BusyBox.File.script("configure", Files.readString(example.resolve("docker/configure")))),
                "ENTRYPOINT [\"/bin/sh\", \"/configure\"]");
        Path repository = repository();

        try (Kratix kratix = open()) {
            kratix.apply(gitStore(repository) + destination("GitStateStore"));
            kratix.apply(example.resolve("platform/promise.yaml"));
            kratix.apply(Files.readString(example.resolve("requests/my-request.yaml"))
                    .replace("size: small", "size: large"));
            kratix.awaitReady(ObjectReference.request("example.kratix.io", "redis", "default", "my-request"), LIMIT);
            kratix.awaitSettled(LIMIT);
        }

        assertThat(inGit(repository, "worker/resources/default/redis/my-request/redis.yaml"))
                .isEqualTo(
                        """
                        apiVersion: databases.example.com/v1
                        kind: RedisFailover
                        metadata:
                          name: my-request
                          namespace: default
                        spec:
                          redis:
                            replicas: 3
                        """);
    }

    @Test
    void leavesNoFileOfRunsInDirectoriesOfThisMachine() throws IOException, InterruptedException {
        Path repository = repository();
        Path work = folder.resolve("work");
        try (Kratix kratix =
                builder(Directories.BIND_MOUNT).cacheDirectory(work).open()) {

            fulfil(kratix, "GitStateStore", gitStore(repository));

            assertThat(work.resolve("runs")).isEmptyDirectory();
        }
        assertThat(inGit(repository, INSTANCE)).isEqualTo("name: example\nreplicas: 3\n");
        assertThat(work.resolve("runs")).doesNotExist();
    }

    @Test
    void leavesNothingOfAPipelineThatGoesOnWhenTheEngineCloses() throws IOException {
        String promise = resource("promise.yaml")
                .replaceAll("(image: kratix-test/redis-configure:v0.1.0)", "$1, command: [/bin/sleep, '600']");
        try (Kratix kratix = open()) {
            kratix.apply(promise);

            await().until(() -> engine.docker("ps", "--quiet").lines().count() == 1);
        }

        assertThat(engine.everything()).isEmpty();
    }

    private Document fulfil(String kind, String store) throws IOException, InterruptedException {
        try (Kratix kratix = open()) {
            return fulfil(kratix, kind, store);
        }
    }

    private static Document fulfil(Kratix kratix, String kind, String store) throws IOException, InterruptedException {
        kratix.apply(store + destination(kind));
        kratix.apply(resource("promise.yaml"));
        kratix.apply(
                """
                apiVersion: marketplace.example/v1alpha1
                kind: redis
                metadata: {name: example, namespace: default}
                spec: {size: large}
                """);
        Document ready = kratix.awaitReady(REQUEST, LIMIT);
        kratix.awaitSettled(LIMIT);
        return ready;
    }

    private Kratix open() {
        return builder(Directories.VOLUME).open();
    }

    private KratixBuilder builder(Directories directories) {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new GitStateStoreProvider(), new BucketStateStoreProvider())
                .configure("GitStateStore", Map.of("allowFileUrls", true))
                .secrets(reference -> Optional.of(
                        Map.of("accessKeyID", Secret.of("example"), "secretAccessKey", Secret.of("example"))))
                .workflowRunner(DockerWorkflowRunner.builder()
                        .host(engine.uri())
                        .network("none")
                        .directories(directories)
                        .stopTimeout(Duration.ofSeconds(1))
                        .open());
    }

    private Path repository() {
        Path repository = folder.resolve("state.git");
        Program.run(Map.of(), "git", "init", "--quiet", "--bare", "--initial-branch=main", repository.toString());
        return repository;
    }

    private static String gitStore(Path repository) {
        return """
                apiVersion: platform.kratix.io/v1alpha1
                kind: GitStateStore
                metadata: {name: default}
                spec: {url: "%s", branch: main}
                """
                .formatted(repository.toUri());
    }

    private static String bucketStore(int port) {
        return """
                apiVersion: platform.kratix.io/v1alpha1
                kind: BucketStateStore
                metadata: {name: default}
                spec: {endpoint: "127.0.0.1:%d", insecure: true, bucketName: kratix, secretRef: {name: keys}}
                """
                .formatted(port);
    }

    private static String destination(String kind) {
        return """
                ---
                apiVersion: platform.kratix.io/v1alpha1
                kind: Destination
                metadata: {name: worker, labels: {environment: dev}}
                spec: {stateStoreRef: {kind: %s, name: default}}
                """
                .formatted(kind);
    }

    private static String inGit(Path repository, String path) {
        return Program.run(Map.of(), "git", "-C", repository.toString(), "show", "main:" + path);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(RedisPromiseTest.class.getResourceAsStream("/redis/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
