// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Event;
import io.kratix.model.ObjectReference;
import io.kratix.registry.Step;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happened. */
abstract class EventRules extends RegistryRules {
    EventRules(RegistryContract contract) {
        super(contract);
    }

    @Test
    void isFoundByItsObjectAndInOrder() {
        Event other = new Event(
                VirtualTime.START, Event.Type.WARNING, ObjectReference.promise("kafka"), "Else", "something else");
        registry().commit(Step.builder().event(event("One")).event(other).build());
        registry().commit(Step.builder().event(event("Two")).build());

        assertThat(registry().events("")).containsExactly(event("One"), other, event("Two"));
        assertThat(registry().events("Promise/redis")).containsExactly(event("One"), event("Two"));
        assertThat(registry().events("Promise/postgres")).isEmpty();
    }

    @Test
    void givesWayToNewerOnesSoThatMemoryIsBounded() {
        int most = 10_000;
        int told = most + 5;
        IntStream.range(0, told).forEach(i -> registry()
                .commit(Step.builder().event(event("Event" + i)).build()));

        List<Event> events = registry().events("");

        assertThat(events).hasSize(most);
        assertThat(events.get(0)).isEqualTo(event("Event5"));
        assertThat(events.get(most - 1)).isEqualTo(event("Event" + (told - 1)));
    }
}
