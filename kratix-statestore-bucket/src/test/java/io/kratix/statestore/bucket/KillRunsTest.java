// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wherever the machine stops, the next start finishes the write, and no reader saw a request without its Promise. */
class KillRunsTest {
    private static final int RUNS = 5;

    @Test
    void finishesWhatWasHaltedAtAFewEvents() throws Exception {
        try (KillRuns runs = new KillRuns()) {
            int events = runs.eventsOfAWholeRun();
            assertThat(events).isGreaterThan(RUNS);

            for (int run = 0; run < RUNS; run++) {
                runs.haltAt(1 + run * (events - 1) / (RUNS - 1));
            }
        }
    }

    @Test
    void findsRequestsThatArePutBeforeTheirPromises() throws Exception {
        try (KillRuns runs = new KillRuns()) {
            assertThat(runs.brokenRulesOfAWrongOrder()).isNotEmpty();
        }
    }

    @Test
    @Tag("long")
    @Tag("proof-bucket")
    void finishesWhatWasHaltedAtAnyEvent() throws Exception {
        try (KillRuns runs = new KillRuns()) {
            int events = runs.eventsOfAWholeRun();

            for (int event : IntStream.rangeClosed(1, events).toArray()) {
                runs.haltAt(event);
            }
        }
    }
}
