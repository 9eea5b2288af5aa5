// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.AuthConfig;
import io.kratix.spi.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryCredentialsTest {
    private final RegistryCredentials credentials = new RegistryCredentials();

    @Test
    void takesThoseOfTheLongestPlaceThatAnImageLiesBelow() {
        add(
                """
                {"auths": {
                  "https://index.docker.io/v1/": {"auth": "aHViOnNlY3JldDE="},
                  "registry.example.org": {"username": "all", "password": "secret2"},
                  "registry.example.org/team": {"username": "team", "password": "secret3"}
                }}
                """);

        assertThat(user("redis:7")).isEqualTo("hub secret1");
        assertThat(user("docker.io/library/redis:7")).isEqualTo("hub secret1");
        assertThat(user("registry.example.org/other/app")).isEqualTo("all secret2");
        assertThat(user("registry.example.org/team/app@sha256:0")).isEqualTo("team secret3");
        assertThat(user("registry.example.org/teams/app")).isEqualTo("all secret2");
        assertThat(credentials.of(ImageName.parse("registry.example.org:5000/app")))
                .isEmpty();
    }

    @Test
    void saysWhatIsWrongWithASecretAndNotWhatItHolds() {
        assertThatThrownBy(() -> credentials.add("registry", Map.of("password", Secret.of("secret1"))))
                .hasMessage(
                        "imagePullSecrets: the secret 'registry' has no key '.dockerconfigjson'; make it as a secret"
                                + " of type kubernetes.io/dockerconfigjson");
        assertThatThrownBy(() -> add("{secret1"))
                .hasMessage(
                        "imagePullSecrets: the key '.dockerconfigjson' of the secret 'registry' must be a JSON object"
                                + " with an object 'auths'")
                .hasNoCause();
        assertThatThrownBy(() -> add("{\"auths\": {\"registry.example.org\": {\"auth\": \"secret1!\"}}}"))
                .hasMessage(
                        "imagePullSecrets: in the secret 'registry', 'auth' of 'registry.example.org' must be Base64 of"
                                + " user:password")
                .hasNoCause();
    }

    @Test
    void takesPatternsInARegistrysNameAsKubernetesDoes() {
        add("{\"auths\": {\"*.example.org\": {\"username\": \"any\", \"password\": \"secret1\"}}}");

        assertThat(user("registry.example.org/team/app:1")).isEqualTo("any secret1");
        assertThat(credentials.of(ImageName.parse("a.registry.example.org/app")))
                .isEmpty();
        assertThat(credentials.of(ImageName.parse("registry-example.org/app"))).isEmpty();
    }

    @Test
    void hasNothingForARegistryWhosePasswordACredentialStoreKeeps() {
        add("{\"auths\": {\"registry.example.org\": {}}, \"credsStore\": \"desktop\"}");

        assertThat(credentials.of(ImageName.parse("registry.example.org/app"))).isEmpty();
        assertThat(credentials.places()).isEmpty();
    }

    private void add(String json) {
        credentials.add("registry", Map.of(".dockerconfigjson", Secret.of(json)));
    }

    private String user(String image) {
        AuthConfig auth = credentials.of(ImageName.parse(image)).orElseThrow();
        return auth.getUsername() + " " + auth.getPassword();
    }
}
