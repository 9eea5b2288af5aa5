// SPDX-License-Identifier: Apache-2.0
package io.kratix.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.model.Content;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The registry on the heap, beyond the contract. */
final class InMemoryRegistryTest {
    private static final int MOST_COLLECTIONS = 50;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Registry registry = Registry.inMemory();

    @Test
    void holdsEqualContentsOnce() {
        Content one = registry.keep(Content.of("the same text"));
        Content other = registry.keep(Content.of("the same text"));
        Content different = registry.keep(Content.of("another text"));

        assertThat(other).isSameAs(one);
        assertThat(different).isNotSameAs(one);
    }

    @Test
    void endsNoLeaseBecauseItsClockIsPutForward() {
        ManualClock clock = new ManualClock();
        AtomicReference<Duration> leaseTime = new AtomicReference<>(Duration.ZERO);
        Registry jumping = new InMemoryRegistry(clock, leaseTime::get);
        jumping.commit(Step.builder().enqueue(Task.of(Task.Type.RUN, "r")).build());
        List<Claim> held = jumping.claim(Set.of(Task.Type.RUN), 1, LEASE);

        clock.advance(LEASE.multipliedBy(2));
        List<Claim> early = jumping.claim(Set.of(Task.Type.RUN), 1, LEASE);
        leaseTime.set(LEASE.plusMillis(1));
        List<Claim> late = jumping.claim(Set.of(Task.Type.RUN), 1, LEASE);

        assertThat(held).hasSize(1);
        assertThat(early).isEmpty();
        assertThat(late).extracting(claim -> claim.task().subject()).containsExactly("r");
    }

    @Test
    void goesByAClockForLeasesOnlyIfThatIsNotTheSystems() {
        Clock system = Clock.system(ZoneId.of("Europe/Berlin"));
        Duration sinceTheEpoch = Duration.between(Instant.EPOCH, ManualClock.START);

        assertThat(LeaseTime.of(new ManualClock()).get()).isEqualTo(sinceTheEpoch);
        assertThat(LeaseTime.of(system).get()).isLessThan(Duration.ofDays(365));
        assertThat(LeaseTime.of(Clock.systemUTC()).get()).isLessThan(Duration.ofDays(365));
    }

    @Test
    void letsGoOfAContentThatNobodyRefersTo() {
        WeakReference<Content> forgotten = new WeakReference<>(registry.keep(Content.of("forgotten")));
        Content held = registry.keep(Content.of("held"));

        for (int i = 0; i < MOST_COLLECTIONS && forgotten.get() != null; i++) {
            System.gc();
        }

        assertThat(forgotten.get()).isNull();
        assertThat(registry.keep(Content.of("held"))).isSameAs(held);
        assertThat(registry.keep(Content.of("forgotten")).bytes()).asString().isEqualTo("forgotten");
    }
}
