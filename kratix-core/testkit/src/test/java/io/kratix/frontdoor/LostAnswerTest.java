// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Declaration;
import io.kratix.model.ObjectReference;
import io.kratix.spi.PluginException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A State Store has written everything, and the engine does not hear of it: what then shall go is gone all the same. */
class LostAnswerTest {
    private final Stage stage = Stage.open();

    @BeforeEach
    void writesAndLosesTheAnswer() {
        stage.stores.place("state").loseNextAnswer(PluginException.unavailable("no route"));
        stage.apply(Platform.store(), at("first"));
        assertThat(stage.stores.place("state").files()).hasSize(2).allSatisfy((path, bytes) -> assertThat(path)
                .startsWith("first/"));
    }

    @Test
    void canariesGoFromThePlaceThatTheirDestinationLeft() {
        stage.apply(at("second"));
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.stores.place("state").files()).hasSize(2).allSatisfy((path, bytes) -> assertThat(path)
                .startsWith("second/"));
    }

    @Test
    void canariesGoWithTheirDestination() {
        stage.delete(ObjectReference.destination("worker"));
        stage.pass(Duration.ofMinutes(10));

        assertThat(stage.stores.place("state").files()).isEmpty();
        assertThat(stage.kratix.get(ObjectReference.destination("worker"))).isEmpty();
    }

    private static Declaration at(String path) {
        return Platform.destination("worker").path(path).cleanup(true).build();
    }
}
