// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.Content;
import io.kratix.spi.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredVolumeTest {
    private static final List<Map<String, Object>> TWO_ITEMS =
            List.of(Map.of("key", "there", "path", "a"), Map.of("key", "missing", "path", "b"));

    @TempDir
    Path directory;

    private LocalRun run;

    @BeforeEach
    void makeRun() {
        run = LocalRun.of("run-volume", Pipelines.scripts("true"), directory)
                .secret("git", Map.of("there", Secret.of("x")))
                .configMap("levels", Map.of("there", Content.of("x")));
    }

    @Test
    void isEmptyWithoutItsSecretOrConfigMapIfThatIsOptional() {
        assertThat(files(Map.of("secret", Map.of("secretName", "nowhere", "optional", true))))
                .isEmpty();
        assertThat(files(Map.of("configMap", Map.of("name", "nowhere", "optional", true))))
                .isEmpty();
    }

    @Test
    void goesWithoutAMissingKeyIfItIsOptional() {
        assertThat(files(Map.of("secret", Map.of("secretName", "git", "optional", true, "items", TWO_ITEMS))))
                .containsExactly("a");
        assertThat(files(Map.of("configMap", Map.of("name", "levels", "optional", true, "items", TWO_ITEMS))))
                .containsExactly("a");
    }

    @Test
    void refusesAMissingKey() {
        assertThatThrownBy(() -> files(Map.of("secret", Map.of("secretName", "git", "items", TWO_ITEMS))))
                .isInstanceOf(RunFailedException.class)
                .hasMessage("Pipeline 'p': secret: items[1]: key is 'missing', must be one of [there]");
    }

    @Test
    void refusesAnotherKind() {
        assertThatThrownBy(() -> files(Map.of("hostPath", Map.of("path", "/"))))
                .isInstanceOf(RunFailedException.class)
                .hasMessage("Pipeline 'p': the volume 'v' is of kind hostPath; a container engine has emptyDir, secret"
                        + " and configMap");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a b", "Cache", "-a", "a-"})
    void refusesANameThatIsNone(String name) {
        FieldTree volume = FieldTree.of("Pipeline 'p'", Map.of("name", name));

        assertThatThrownBy(() -> DeclaredVolume.read(volume, new Remarks("Pipeline 'p'", text -> {})))
                .isInstanceOf(RunFailedException.class)
                .hasMessage("Pipeline 'p': name is '" + name
                        + "', must be at most 63 small letters, digits and '-', which neither begin nor end with '-'");
    }

    private List<String> files(Map<String, Object> fields) {
        FieldTree volume = FieldTree.of("Pipeline 'p'", Map.copyOf(with(fields)));
        return DeclaredVolume.read(volume, new Remarks("Pipeline 'p'", text -> {})).files(run).stream()
                .map(Parcel.File::path)
                .toList();
    }

    private static Map<String, Object> with(Map<String, Object> fields) {
        Map<String, Object> named = new LinkedHashMap<>(fields);
        named.put("name", "v");
        return named;
    }
}
