// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PullResponseItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> notes = new ArrayList<>();
    private final PullStream stream = new PullStream("redis:7", notes::add);

    @Test
    void tellsHowMuchOfAllLayersIsThereWheneverATenthMoreIs() throws JsonProcessingException {
        downloading("a", 0, 100);
        downloading("b", 50, 100);
        downloading("b", 51, 100);
        downloading("a", 49, 100);
        downloading("a", 100, 100);

        assertThat(notes).containsExactly("pulling redis:7, 25%", "pulling redis:7, 50%", "pulling redis:7, 75%");
        assertThat(stream.error()).isEmpty();
    }

    @Test
    void keepsWhatTheEngineSaysWentWrong() throws JsonProcessingException {
        told("{\"error\": \"denied\", \"errorDetail\": {\"message\": \"denied: not yours\"}}");

        assertThat(stream.error()).contains("denied: not yours");
        assertThat(notes).isEmpty();
    }

    private void downloading(String layer, int current, int total) throws JsonProcessingException {
        told("{\"status\": \"Downloading\", \"id\": \"%s\", \"progressDetail\": {\"current\": %d, \"total\": %d}}"
                .formatted(layer, current, total));
    }

    private void told(String json) throws JsonProcessingException {
        stream.onNext(JSON.readValue(json, PullResponseItem.class));
    }
}
