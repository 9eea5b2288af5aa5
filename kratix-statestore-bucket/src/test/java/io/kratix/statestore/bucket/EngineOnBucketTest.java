// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.Kratix;
import io.kratix.model.Document;
import io.kratix.model.ObjectReference;
import io.kratix.model.Pipeline;
import io.kratix.model.Promise;
import io.kratix.registry.Registry;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.workflow.InProcessWorkflowRunner;
import io.kratix.statestore.bucket.FaultyProxy.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The seed's document, unedited: the network leads its Amazon to a server in this JVM. */
class EngineOnBucketTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String FILE = "destinations/dev/worker-1/resources/default/redis/my-request/redis.yaml";
    private static final String DEPENDENCIES = "destinations/dev/worker-1/dependencies/redis/static/dependencies.yaml";

    private final S3Server server = S3Server.start("kratix");
    private final S3Proxy door = door(S3Server.ACCESS_KEY);
    private final FaultyProxy network = FaultyProxy.to("127.0.0.1:" + door.getPort());
    private volatile int amazon = network.port();
    private volatile String accessKey = S3Server.ACCESS_KEY;
    private final ProxySelector direct = ProxySelector.getDefault();

    private static S3Proxy door(String accessKey) {
        return S3Server.doorWithHosts("s3.us-east-1.amazonaws.com", accessKey);
    }

    @AfterEach
    void stop() throws Exception {
        ProxySelector.setDefault(direct);
        network.close();
        door.stop();
        server.removeBucket();
        server.close();
    }

    /** Leads Amazon's names to the server, as an HTTP proxy of a company does. */
    private final class ToTheServer extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            return String.valueOf(uri.getHost()).endsWith("amazonaws.com")
                    ? List.of(
                            new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), amazon)))
                    : direct.select(uri);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // the client says so itself
        }
    }

    @Test
    void writesUpdatesAndRemovesWhatTheSeedsDocumentSays() throws Exception {
        ProxySelector.setDefault(new ToTheServer());
        try (Kratix kratix = open()) {
            kratix.apply(Path.of("src/test/resources/seed/destination.yaml"));
            kratix.apply(promise());
            kratix.apply(request("small"));
            kratix.awaitReady(reference(), LIMIT);
            assertThat(text(FILE)).isEqualTo("size: small\n");
            assertThat(server.files()).containsKey(DEPENDENCIES);

            kratix.apply(request("large"));
            kratix.awaitReady(reference(), LIMIT);
            assertThat(text(FILE)).isEqualTo("size: large\n");

            kratix.delete(reference());
            kratix.awaitSettled(LIMIT);
            assertThat(server.files()).containsKey(DEPENDENCIES).doesNotContainKey(FILE);
        }
        assertThat(network.seen()).filteredOn(Seen::isPut).isNotEmpty().allSatisfy(put -> assertThat(
                        put.uri().getHost())
                .isEqualTo("kratix.s3.us-east-1.amazonaws.com"));
    }

    @Test
    void goesOnWithAChangedSecretWithoutARestart() throws Exception {
        ProxySelector.setDefault(new ToTheServer());
        S3Proxy rotated = door("rotated-key");
        try (Kratix kratix = open()) {
            kratix.apply(Path.of("src/test/resources/seed/destination.yaml"));
            kratix.apply(promise(), request("small"));
            kratix.awaitReady(reference(), LIMIT);

            accessKey = "rotated-key";
            amazon = rotated.getPort();
            kratix.apply(request("large"));
            kratix.awaitReady(reference(), LIMIT);

            assertThat(text(FILE)).isEqualTo("size: large\n");
        } finally {
            rotated.stop();
        }
    }

    private String text(String key) {
        return new String(server.files().getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
    }

    private Kratix open() {
        return Kratix.builder()
                .registry(Registry.inMemory())
                .stateStores(new BucketStateStoreProvider())
                .secrets(this::secret)
                .workflowRunner(InProcessWorkflowRunner.builder()
                        .image(
                                "example/redis:v1",
                                call -> call.writeOutput(
                                        "redis.yaml",
                                        "size: " + call.object().spec().get("size") + "\n"))
                        .build())
                .open();
    }

    private Optional<Map<String, Secret>> secret(SecretReference reference) {
        return reference.equals(SecretReference.of("default", "aws-credentials"))
                ? Optional.of(Map.of(
                        "accessKeyID", Secret.of(accessKey),
                        "secretAccessKey", Secret.of(S3Server.SECRET_KEY)))
                : Optional.empty();
    }

    private static Promise promise() {
        return Promise.builder("redis")
                .api(
                        "example.kratix.io",
                        "redis",
                        Map.of("type", "object", "properties", Map.of("size", Map.of("type", "string"))))
                .dependency(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "redis-system")))
                .resourceConfigure(Pipeline.builder("configure")
                        .container("main", "example/redis:v1")
                        .build())
                .build();
    }

    private static Document request(String size) {
        return Document.builder("example.kratix.io/v1alpha1", "redis", "my-request")
                .namespace("default")
                .spec(Map.of("size", size))
                .build();
    }

    private static ObjectReference reference() {
        return ObjectReference.request("example.kratix.io", "redis", "default", "my-request");
    }
}
