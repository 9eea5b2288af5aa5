// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.internal.plugin.EngineSignal;
import io.kratix.model.Container;
import io.kratix.model.Content;
import io.kratix.spi.ConfigMapReference;
import io.kratix.spi.ConfigMapSource;
import io.kratix.spi.Secret;
import io.kratix.spi.SecretReference;
import io.kratix.spi.SecretSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerVariablesTest {
    private static final Map<String, String> ENGINE = Map.of("KRATIX_PIPELINE_NAME", "setup");
    private static final PipelineSources SOURCES = new PipelineSources(
            SecretSource.of(Map.of(
                    SecretReference.of("team-a", "redis"),
                    Map.of("password", Secret.of("s3cret\n"), "user name", Secret.of("nobody")))),
            ConfigMapSource.of(Map.of(
                    ConfigMapReference.of("team-a", "settings"),
                    Map.of("SIZE", Content.of("small"), "KRATIX_PIPELINE_NAME", Content.of("overridden")))));
    private static final Map<String, String> FIELDS =
            Map.of("metadata.name", "run-1", "metadata.namespace", "team-a", "metadata.labels['kratix.io/x']", "y");

    private final List<Secret> seen = new ArrayList<>();

    @Test
    void putsTheContainersOwnVariablesAfterTheEngines() {
        assertThat(env(variable("MINE", "1"), variable("KRATIX_PIPELINE_NAME", "over")))
                .isEqualTo(Map.of("MINE", "1", "KRATIX_PIPELINE_NAME", "over"));
    }

    @Test
    void takesASecretsKeyExactlyAndHasItMasked() {
        assertThat(env(from("PASSWORD", "secretKeyRef", Map.of("name", "redis", "key", "password"))))
                .containsEntry("PASSWORD", "s3cret\n");
        assertThat(seen).containsExactly(Secret.of("s3cret\n"));
    }

    @Test
    void takesAConfigMapsKey() {
        assertThat(env(from("SIZE", "configMapKeyRef", Map.of("name", "settings", "key", "SIZE"))))
                .containsEntry("SIZE", "small");
    }

    @Test
    void takesWhatAPodWouldKnowOfItselfFromTheRun() {
        assertThat(env(
                        from("RUN", "fieldRef", Map.of("fieldPath", "metadata.name")),
                        from("X", "fieldRef", Map.of("fieldPath", "metadata.labels['kratix.io/x']")),
                        from("NONE", "fieldRef", Map.of("fieldPath", "metadata.labels['none']"))))
                .containsEntry("RUN", "run-1")
                .containsEntry("X", "y")
                .containsEntry("NONE", "");
    }

    @Test
    void takesAllKeysThatAreNamesOfVariablesAndPutsThePrefixBefore() {
        assertThat(envFrom(Map.of("prefix", "REDIS_", "secretRef", Map.of("name", "redis"))))
                .containsEntry("REDIS_password", "s3cret\n")
                .doesNotContainKey("REDIS_user name");
    }

    @Test
    void letsTheEnginesVariablesWinOverWhatComesFromAConfigMap() {
        assertThat(envFrom(Map.of("configMapRef", Map.of("name", "settings"))))
                .isEqualTo(Map.of("SIZE", "small", "KRATIX_PIPELINE_NAME", "setup"));
    }

    @Test
    void letsVariablesStandForWhatCameBeforeThem() {
        assertThat(env(
                        variable("A", "$(KRATIX_PIPELINE_NAME)-$(LATER)-$$(A)-$x"),
                        variable("LATER", "1"),
                        variable("B", "$(LATER)")))
                .containsEntry("A", "setup-$(LATER)-$(A)-$x")
                .containsEntry("B", "1");
    }

    @Test
    void passesOverWhatIsOptionalAndNotThere() {
        assertThat(env(
                        from("A", "secretKeyRef", Map.of("name", "none", "key", "k", "optional", true)),
                        from("B", "configMapKeyRef", Map.of("name", "settings", "key", "k", "optional", true))))
                .isEqualTo(ENGINE);
        assertThat(envFrom(Map.of("secretRef", Map.of("name", "none", "optional", true))))
                .isEqualTo(ENGINE);
    }

    @Test
    void namesContainerVariableAndSourceOfWhatIsNotThere() {
        assertFails("there is no secret team-a/none", from("A", "secretKeyRef", Map.of("name", "none", "key", "k")));
        assertFails(
                "there is no key 'k' in secret team-a/redis",
                from("A", "secretKeyRef", Map.of("name", "redis", "key", "k")));
        assertFails(
                "there is no ConfigMap team-a/none", from("A", "configMapKeyRef", Map.of("name", "none", "key", "k")));
        assertFails(
                "its fieldRef 'status.podIP' means nothing outside of a cluster (allowed: metadata.name,"
                        + " metadata.namespace, metadata.uid, metadata.labels['<KEY>'], metadata.annotations['<KEY>'])",
                from("A", "fieldRef", Map.of("fieldPath", "status.podIP")));
        assertFails(
                "its valueFrom [resourceFieldRef] means nothing outside of a cluster (allowed: secretKeyRef,"
                        + " configMapKeyRef, fieldRef)",
                from("A", "resourceFieldRef", Map.of("resource", "limits.cpu")));
    }

    @Test
    void tellsOfAnInterruptByTheThreadsFlag() {
        PipelineSources interrupted = new PipelineSources(
                reference -> {
                    throw new InterruptedException("closing");
                },
                ConfigMapSource.none());

        assertThatThrownBy(() -> interrupted.secret("team-a", "redis"))
                .isInstanceOf(EngineSignal.class)
                .hasMessage("interrupted while asking for secret team-a/redis");
        assertThat(Thread.interrupted()).isTrue();
    }

    private Map<String, String> env(Object... variables) {
        return of(Map.of("env", List.of(variables)));
    }

    private Map<String, String> envFrom(Map<String, Object> source) {
        return of(Map.of("envFrom", List.of(source)));
    }

    private Map<String, String> of(Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put("name", "main");
        Container container = new Container("main", "redis:v1", List.of(), List.of(), Map.copyOf(all));
        return ContainerVariables.of(container, ENGINE, "team-a", SOURCES, FIELDS, seen::add);
    }

    private void assertFails(String message, Map<String, Object> variable) {
        assertThatThrownBy(() -> env(variable))
                .isInstanceOf(EngineSignal.class)
                .hasMessage("container 'main', variable A: " + message);
    }

    private static Map<String, Object> variable(String name, String value) {
        return Map.of("name", name, "value", value);
    }

    private static Map<String, Object> from(String name, String kind, Map<String, Object> reference) {
        return Map.of("name", name, "valueFrom", Map.of(kind, reference));
    }
}
