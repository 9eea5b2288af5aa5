// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kratix.spi.workflow.LogStream;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What containers print. */
abstract class LoggingRules extends WorkflowRunnerRules {
    private static final int MANY = 2_000;

    LoggingRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    @Test
    void tellsEachContainersTwoStreamsApart() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container("first", script().print(LogStream.STDOUT, "good").print(LogStream.STDERR, "größer")),
                container("second", script().print(LogStream.STDOUT, "better")));

        succeed(run);

        assertThat(run.logged("first", LogStream.STDOUT)).isEqualTo("good\n");
        assertThat(run.logged("first", LogStream.STDERR)).isEqualTo("größer\n");
        assertThat(run.logged("second", LogStream.STDOUT)).isEqualTo("better\n");
        assertThat(run.logged("second", LogStream.STDERR)).isEmpty();
    }

    @Test
    void hasToldAllOfItWhenTheRunReturns() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().printNumbers(MANY)));

        succeed(run);

        assertThat(printed(run, "first"))
                .isEqualTo(IntStream.rangeClosed(1, MANY)
                        .mapToObj(number -> "line " + number + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void hasToldAllOfItWhenAContainerFails() throws IOException, InterruptedException {
        RecordingRun run = newRun(
                container("first", script().print(LogStream.STDERR, "the cause").exit(1)));

        run(run);

        assertThat(run.logged("first", LogStream.STDERR)).startsWith("the cause\n");
    }

    @Test
    void tellsWhileTheContainerStillRuns() throws IOException, InterruptedException {
        RecordingRun run = newRun(container("first", script().awaitGo()));

        Attendant waiting = attendUntilItWaits(run, "first");

        assertThat(waiting.hasEnded()).isFalse();
        letGo(run, "first");
        assertThat(waiting.end().thrown()).isEmpty();
    }
}
