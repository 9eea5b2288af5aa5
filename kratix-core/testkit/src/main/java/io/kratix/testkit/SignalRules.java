// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kratix.spi.workflow.LogStream;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the engine's own objects throw in the middle of a run: nobody may take it for the container's failure. */
abstract class SignalRules extends WorkflowRunnerRules {
    SignalRules(WorkflowRunnerContract contract) {
        super(contract);
    }

    /** Stands for whatever the engine throws: no runner knows its type. */
    static final class Signal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Signal() {
            super("the engine's own");
        }
    }

    @Test
    void passesOnThatAVariableCannotBeResolved() throws IOException, InterruptedException {
        Signal signal = new Signal();
        RecordingRun run = newRun(container("first", script().print(LogStream.STDOUT, "here I am")))
                .withEnvironment(container -> {
                    throw signal;
                });

        assertPasses(signal, run);
        assertThat(printed(run, "first")).isEmpty();
    }

    @Test
    void passesOnThatALineOfTheLogIsRefused() throws IOException, InterruptedException {
        Signal signal = new Signal();
        RecordingRun run = newRun(container("first", script().print(LogStream.STDOUT, "here I am")))
                .refusingLogs(signal);

        assertPasses(signal, run);
    }

    @Test
    void passesOnThatAFileOfTheOutputIsRefused() throws IOException, InterruptedException {
        RecordingRun heard = newRun(container("first", script().write("/kratix/output/a", "a")));
        succeed(heard);
        assumeTrue(heard.files().received(), "this runner's files lie here at once; nothing comes back");
        Signal signal = new Signal();
        RecordingRun refused = newRun(container("first", script().write("/kratix/output/a", "a")));
        refused.files().refuse(signal);

        assertPasses(signal, refused);
    }

    private void assertPasses(Signal signal, RecordingRun run) throws InterruptedException {
        Attendant attendant = attend(run).end();
        Optional<Throwable> thrown = attendant.thrown();

        assertThat(thrown).as("what came of it; " + attendant.describe()).isPresent();
        assertThat(Stream.iterate(thrown.orElseThrow(), cause -> cause != null, Throwable::getCause))
                .as("what was thrown, with its causes")
                .contains(signal);
    }
}
