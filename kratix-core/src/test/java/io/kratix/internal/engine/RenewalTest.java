// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever renews leases does so in time, and holds nobody up. */
final class RenewalTest {
    private final HandDrivenExecutor executor = new HandDrivenExecutor();
    private final List<String> story = new ArrayList<>();

    @Test
    void isLeftToAnotherThread() {
        Renewal renewal = renewal(() -> story.add("renewed"));

        renewal.run();
        story.add("the timer goes on");
        executor.runAll();

        assertThat(story).containsExactly("the timer goes on", "renewed");
    }

    @Test
    void isNotBegunWhileItGoesOn() {
        List<Renewal> itself = new ArrayList<>();
        Renewal renewal = renewal(() -> {
            story.add("renewed");
            itself.get(0).run();
        });
        itself.add(renewal);

        renewal.run();
        executor.runAll();

        assertThat(story).containsExactly("renewed");
        assertThat(executor.waiting()).isZero();
    }

    @Test
    void isDoneByTheTimerWhereNoThreadCameFree() {
        Renewal renewal = renewal(() -> story.add("renewed"));

        renewal.run();
        renewal.run();
        renewal.run();

        assertThat(story).containsExactly("renewed", "renewed");
        assertThat(executor.waiting()).isEqualTo(1);
    }

    @Test
    void isDoneByTheTimerWhereNoThreadIsGiven() {
        Renewal renewal = new Renewal(work -> false, () -> story.add("renewed"));

        renewal.run();
        renewal.run();

        assertThat(story).containsExactly("renewed", "renewed");
    }

    private Renewal renewal(Runnable work) {
        return new Renewal(
                given -> {
                    executor.execute(given);
                    return true;
                },
                work);
    }
}
