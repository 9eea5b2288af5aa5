// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.Secret;
import io.kratix.testkit.MapSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, certificates, and ways to name the bucket. */
class AuthenticationTest extends StoreFixture {
    private static final String CREDENTIALS_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    @AfterEach
    void forgetTheRole() {
        System.clearProperty(CREDENTIALS_URI);
    }

    @Test
    void writesWithTheKeysThatTheMachineWasLent() throws Exception {
        HttpServer role = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        role.createContext("/keys", exchange -> {
            byte[] keys =
                    """
                    {"AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "lent", "Expiration": "2099-01-01T00:00:00Z"}
                    """
                            .formatted(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        role.start();
        try {
            System.setProperty(
                    CREDENTIALS_URI, "http://127.0.0.1:" + role.getAddress().getPort() + "/keys");
            store = open(builder().keys(Keys.ofTheMachine()));

            hold(owner("redis", "a.yaml", "a"));
        } finally {
            role.stop(0);
        }
        assertThat(visible()).isEqualTo(Map.of("redis/a.yaml", "a"));
    }

    @Test
    void saysThatTheMachineHasNoRole() {
        System.setProperty(CREDENTIALS_URI, "http://127.0.0.1:1/keys");
        BucketStateStore lent = open(builder().keys(Keys.ofTheMachine()));

        PluginException failure = failure(() -> lent.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(failure.message()).contains("no keys from this machine's role: ");
    }

    @Test
    void sendsTheTokenOfKeysThatWereLent() throws InterruptedException {
        store = open(builder()
                .accessKey(
                        Secret.of(S3Server.ACCESS_KEY),
                        Secret.of(S3Server.SECRET_KEY + "\n"),
                        Secret.of("the token\n")));

        hold(owner("redis", "a.yaml", "a"));

        assertThat(proxy.seen()).isNotEmpty().allSatisfy(request -> assertThat(
                        request.headers().getFirst("X-Amz-Security-Token"))
                .isEqualTo("the token"));
    }

    @Test
    void signsForTheRegionThatIsNamed() throws InterruptedException {
        store = open(builder().region("eu-west-1"));

        hold(owner("redis", "a.yaml", "a"));

        assertThat(proxy.seen()).hasSize(2).allSatisfy(request -> assertThat(
                        request.headers().getFirst("Authorization"))
                .contains("/eu-west-1/s3/aws4_request"));
    }

    @Test
    void asksAmazonsEndpointForBothKindsOfAddressesWhereTheDocumentSaysSo() {
        ProxySelector direct = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
        try {
            BucketStateStoreBuilder amazon = BucketStateStore.builder("s3.eu-west-1.amazonaws.com", "kratix")
                    .insecure(true)
                    .region("eu-west-1")
                    .accessKey(Secret.of("key"), Secret.of("secret"));
            proxy.spoil(request -> Optional.of(FaultyProxy.refusal(403, "AccessDenied")));

            failure(() -> open(amazon).checkAccess(StorePath.ROOT));
            failure(() -> open(amazon.useDualStack(true)).checkAccess(StorePath.ROOT));
        } finally {
            ProxySelector.setDefault(direct);
        }
        assertThat(proxy.seen())
                .extracting(request -> request.uri().getHost())
                .containsExactly("kratix.s3.eu-west-1.amazonaws.com", "kratix.s3.dualstack.eu-west-1.amazonaws.com");
    }

    @ParameterizedTest
    @CsvSource({
        "minio.example.com, auto, minio.example.com/kratix",
        "minio.example.com, path, minio.example.com/kratix",
        "minio.example.com, host, kratix.minio.example.com/",
        "s3.eu-west-1.amazonaws.com, auto, kratix.s3.eu-west-1.amazonaws.com/",
        "s3.eu-west-1.amazonaws.com, path, s3.eu-west-1.amazonaws.com/kratix",
        "s3.eu-west-1.amazonaws.com, host, kratix.s3.eu-west-1.amazonaws.com/"
    })
    void namesTheBucketWhereTheDocumentSays(String endpoint, String addressing, String list) {
        Map<String, Object> spec = Map.of(
                "endpoint",
                endpoint,
                "bucketName",
                "kratix",
                "insecure",
                true,
                "region",
                "eu-west-1",
                "addressing",
                addressing);
        ProxySelector direct = ProxySelector.getDefault();
        ProxySelector.setDefault(
                ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
        try {
            proxy.spoil(request -> Optional.of(FaultyProxy.refusal(403, "AccessDenied")));

            failure(() -> open(BucketStateStoreBuilder.of(BucketStateStoreSettings.read(MapSettings.of(spec)))
                            .accessKey(Secret.of("key"), Secret.of("secret")))
                    .checkAccess(StorePath.ROOT));
        } finally {
            ProxySelector.setDefault(direct);
        }
        assertThat(proxy.seen())
                .extracting(request -> request.uri().getHost() + request.uri().getPath())
                .containsExactly(list);
    }

    @Test
    void signsNothingWithoutKeys() throws InterruptedException {
        try (S3Server trusting = S3Server.startTrusting();
                FaultyProxy way = FaultyProxy.to(trusting)) {
            store = open(trusting.store(way.endpoint()).accessKey(Secret.of(""), Secret.of("")));

            hold(owner("redis", "a.yaml", "a"));

            assertThat(way.seen()).isNotEmpty().noneMatch(request -> request.headers()
                    .containsKey("Authorization"));
        }
    }

    @Test
    void trustsACertificateOfTheBundleAndNoOther() throws Exception {
        Path keyStore = directory.resolve("keys.p12");
        String pem = Certificates.pem(keyStore);
        try (S3Server secure = S3Server.startSecure(keyStore, "password")) {
            BucketStateStore distrusting =
                    open(secure.store(secure.secureEndpoint()).insecure(false));
            PluginException failure = failure(() -> distrusting.checkAccess(StorePath.ROOT));
            store = open(secure.store(secure.secureEndpoint()).insecure(false).caBundle(pem));

            hold(owner("redis", "a.yaml", "a"));

            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure.message()).contains("no trusted connection: ").contains("'caBundle'");
            assertThat(secure.files()).containsKey("worker/redis/a.yaml");
        }
    }
}
