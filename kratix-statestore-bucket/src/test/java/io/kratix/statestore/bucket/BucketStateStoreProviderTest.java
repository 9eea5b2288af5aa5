// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.StateStoreProvider;
import io.kratix.testkit.MapSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketStateStoreProviderTest {
    @TempDir
    Path directory;

    private final BucketStateStoreProvider provider = new BucketStateStoreProvider();

    private static Map<String, Object> spec(String endpoint, String bucket, Object... more) {
        Map<String, Object> spec = new HashMap<>(Map.of("endpoint", endpoint, "bucketName", bucket));
        for (int i = 0; i < more.length; i += 2) {
            spec.put((String) more[i], more[i + 1]);
        }
        return spec;
    }

    private String location(Map<String, ?> spec) {
        return provider.location(MapSettings.of(spec));
    }

    private static void assertMisconfigured(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PluginException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISCONFIGURED))
                .hasMessage(message);
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(StateStoreProvider.class))
                .hasExactlyElementsOfTypes(BucketStateStoreProvider.class)
                .extracting(StateStoreProvider::kind)
                .containsExactly("BucketStateStore");
    }

    @ParameterizedTest
    @CsvSource({
        "minio.example.com, false, s3:minio.example.com/kratix",
        "MinIO.Example.com:443, false, s3:minio.example.com/kratix",
        "minio.example.com:443, true, s3:minio.example.com:443/kratix",
        "minio:9000, true, s3:minio:9000/kratix",
        "minio:80, true, s3:minio/kratix",
        "127.0.0.1:9000, true, s3:127.0.0.1:9000/kratix",
        "[::1]:9000, true, s3:[::1]:9000/kratix",
        "s3.amazonaws.com, true, s3:amazonaws.com/kratix",
        "s3.eu-west-1.amazonaws.com, false, s3:amazonaws.com/kratix",
        "s3-eu-west-1.amazonaws.com, false, s3:amazonaws.com/kratix",
        "s3.dualstack.eu-west-1.amazonaws.com, false, s3:amazonaws.com/kratix",
        "s3.cn-north-1.amazonaws.com.cn, false, s3:amazonaws.com.cn/kratix",
        "s3.us-gov-west-1.amazonaws.com, false, s3:us-gov.amazonaws.com/kratix"
    })
    void namesTheLocationByServerAndBucketInOneSpelling(String endpoint, boolean insecure, String location) {
        assertThat(location(spec(endpoint, "kratix", "insecure", insecure))).isEqualTo(location);
    }

    @Test
    void takesEveryFieldThatKratixHasAndOurOwn() {
        assertThat(location(spec(
                        "s3.amazonaws.com",
                        "kratix",
                        "path",
                        "destinations",
                        "insecure",
                        true,
                        "useDualStack",
                        true,
                        "authMethod",
                        "accessKey",
                        "secretRef",
                        Map.of("name", "aws-credentials", "namespace", "default"),
                        "region",
                        "eu-west-1",
                        "addressing",
                        "path",
                        "conditionalWrites",
                        true)))
                .isEqualTo("s3:amazonaws.com/kratix");
        assertThat(location(spec("s3.amazonaws.com", "kratix", "authMethod", "IAM")))
                .isEqualTo("s3:amazonaws.com/kratix");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://minio",
                "minio/path",
                "user@minio",
                "minio:port",
                "minio:99999",
                "a b",
                "minio?x",
                "\u0000"
            })
    void refusesWhatIsNoEndpoint(String endpoint) {
        assertMisconfigured(
                () -> location(spec(endpoint, "kratix")),
                "endpoint: must be a host or host:port, as in s3.amazonaws.com or minio:9000, without scheme and path:"
                        + " 'insecure: true' asks for HTTP");
    }

    @Test
    void refusesAnEndpointThatOnlyLooksLikeAmazons() {
        assertThatThrownBy(() -> location(spec("foo.amazonaws.com", "kratix")))
                .hasMessage("endpoint: invalid Amazon AWS host foo.amazonaws.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "-abc", "abc-", "a..b", "a/b", "a b c"})
    void refusesWhatIsNoBucket(String bucket) {
        assertMisconfigured(
                () -> location(spec("minio:9000", bucket)),
                "bucketName: must be 3 to 63 letters, digits, '.', '-', '_' and ':', begin and end with a letter or digit,"
                        + " and not have '..'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "my.bucket", "Old_Name", "tenant:bucket"})
    void takesNamesOfBuckets(String bucket) {
        assertThat(location(spec("minio:9000", bucket))).isEqualTo("s3:minio:9000/" + bucket);
    }

    @ParameterizedTest
    @CsvSource({
        "bucket.vpce-1a2b-3c4d.s3.eu-west-1.vpce.amazonaws.com",
        "s3-accesspoint.eu-west-1.amazonaws.com",
        "s3.us-iso-east-1.c2s.ic.gov",
        "s3.eusc-de-east-1.amazonaws.eu"
    })
    void takesWhatMayLeadElsewhereForAPlaceOfItsOwn(String endpoint) {
        assertThat(location(spec(endpoint, "kratix"))).isEqualTo("s3:" + endpoint + "/kratix");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        Map<String, Object> spec = spec(
                "http://minio",
                "-",
                "region",
                "eu west",
                "addressing",
                "dns",
                "caBundle",
                "no certificate",
                "authMethod",
                "kerberos",
                "colour",
                "blue");

        assertMisconfigured(
                () -> location(spec),
                """
                endpoint: must be a host or host:port, as in s3.amazonaws.com or minio:9000, without scheme and path: 'insecure: true' asks for HTTP
                bucketName: must be 3 to 63 letters, digits, '.', '-', '_' and ':', begin and end with a letter or digit, and not have '..'
                region: must be a region's name, as in eu-west-1
                addressing: is none of the choices
                caBundle: must be certificates (PEM), each between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----
                authMethod: must be accessKey or IAM
                colour: is unknown""");
    }

    @Test
    void refusesCertificatesForHttp() throws Exception {
        String pem = Certificates.pem(directory.resolve("keys.p12"));
        String problem = "caBundle is for HTTPS, and 'insecure: true' asks for HTTP: leave one of the two out";

        assertMisconfigured(
                () -> location(spec("minio:9000", "kratix", "insecure", true, "caBundle", pem)),
                problem.replaceFirst("caBundle", "caBundle:"));
        assertThatThrownBy(() -> BucketStateStore.builder("minio:9000", "kratix")
                        .caBundle(pem)
                        .insecure(true)
                        .open())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
        assertThat(location(spec("minio:9000", "kratix", "caBundle", pem))).isEqualTo("s3:minio:9000/kratix");
    }

    @Test
    void isDocumentedWithTheSeedsDocument() throws IOException {
        String page = Files.readString(Path.of("../docs/bucket-state-store.md"));
        String seed = Files.readString(Path.of("src/test/resources/seed/destination.yaml"));

        String shown =
                page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n", page.indexOf("```yaml\n") + 8));

        assertThat(seed).startsWith(shown + "---\n");
    }

    @Test
    void asksForServerAndBucket() {
        assertMisconfigured(() -> location(Map.of()), "endpoint: is required\nbucketName: is required");
    }

    @Test
    void theBuilderRefusesWhatADocumentMayNotSay() {
        List<ThrowingCallable> calls = List.of(
                () -> BucketStateStore.builder("minio", "-"),
                () -> BucketStateStore.builder("http://minio", "kratix").open(),
                () -> BucketStateStore.builder("minio", "kratix").caBundle("none"));

        calls.forEach(call -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class));
    }
}
