// SPDX-License-Identifier: Apache-2.0
package io.kratix.frontdoor;

import static io.kratix.frontdoor.Platform.destination;
import static io.kratix.frontdoor.Platform.redis;
import static io.kratix.frontdoor.Platform.reference;
import static io.kratix.frontdoor.Platform.request;
import static io.kratix.frontdoor.Platform.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Destination;
import io.kratix.model.ObjectReference;
import io.kratix.scheduling.SchedulingStrategy;
import io.kratix.spi.PluginException;
import io.kratix.testkit.MemoryPlace;
import org.junit.jupiter.api.Test;

/** What people learn of where a request is, and why. */
class ExplainTest {
    @Test
    void namesADestinationThatIsBeingDeletedAndWhereTheRequestGoesInstead() throws InterruptedException {
        try (Platform platform = Platform.open()) {
            platform.kratix.apply(
                    store(), destination("old").cleanup(true).build(), redis().build(), request("mine", "small"));
            platform.settle();
            platform.kratix.apply(destination("new").build());
            platform.settle();

            platform.place().failNext(MemoryPlace.Call.WRITE, PluginException.unavailable("the disk is full"));
            platform.kratix.delete(ObjectReference.destination("old"));
            platform.settle();
            String explanation =
                    platform.kratix.explain(reference("mine")).values().toString();

            assertThat(platform.kratix.get(ObjectReference.destination("old"))).isPresent();
            assertThat(explanation).contains("old refused: it is being deleted", "new chosen: ");
        }
    }

    @Test
    void isToldInTheStatusWhatAStrategyDidWrong() throws InterruptedException {
        Destination stranger = destination("stranger").build();
        SchedulingStrategy wrong = candidates -> {
            if (candidates.work().owner().name().equals("failing")) {
                throw new UnsupportedOperationException("not on Sundays");
            }
            return stranger;
        };
        try (Platform platform = Platform.open(builder -> builder.schedulingStrategy(wrong))) {
            platform.kratix.apply(
                    store(),
                    destination("worker").build(),
                    redis().build(),
                    request("mine", "small"),
                    request("failing", "small"));
            platform.settle();

            assertThat(platform.conditions(reference("mine")).toString())
                    .contains(
                            "WorksSucceeded=False", "picked 'stranger', which is none of the Destinations that match");
            assertThat(platform.conditions(reference("failing")).toString())
                    .contains("failed: java.lang.UnsupportedOperationException: not on Sundays");
            assertThat(platform.kratix.explain(reference("failing")).values().toString())
                    .contains("worker matched: ", "failed: java.lang.UnsupportedOperationException: not on Sundays");
        }
    }
}
