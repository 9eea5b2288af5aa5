// SPDX-License-Identifier: Apache-2.0
package io.kratix.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a document says of itself does not change under anybody's hands. */
final class MetadataTest {
    @Test
    void keepsItsMapsInOrderAndForItself() {
        Map<String, String> labels = new HashMap<>(Map.of("z", "1", "a", "2", "m", "3"));
        Metadata metadata = Metadata.named("redis").withLabels(labels);

        labels.clear();

        assertThat(metadata.labels().keySet()).containsExactly("a", "m", "z");
        assertThatThrownBy(() -> metadata.labels().put("b", "4")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void changesOnePartAtATime() {
        Metadata metadata = new Metadata("redis", "default", Map.of("l", "1"), Map.of("a", "2"));

        assertThat(metadata.withNamespace("team-a"))
                .isEqualTo(new Metadata("redis", "team-a", Map.of("l", "1"), Map.of("a", "2")));
        assertThat(metadata.withLabels(Map.of()))
                .isEqualTo(new Metadata("redis", "default", Map.of(), Map.of("a", "2")));
        assertThat(metadata.withAnnotations(Map.of()))
                .isEqualTo(new Metadata("redis", "default", Map.of("l", "1"), Map.of()));
        assertThat(Metadata.named("redis")).isEqualTo(new Metadata("redis", "", Map.of(), Map.of()));
    }
}
