// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import static io.kratix.testkit.BuggyWorkflowRunner.running;
import static io.kratix.testkit.BuggyWorkflowRunner.seeing;

import io.kratix.model.Container;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Bugs that {@link LoggingRules} and {@link SignalRules} find. */
final class LoggingBugs {
    private static final int SOME = 1_000;

    private LoggingBugs() {}

    static List<PlantedRunnerBug> all() {
        return List.of(
                PlantedRunnerBug.of(
                        "mixes the two streams",
                        seeing(LoggingBugs::oneStream),
                        "Joining.tellsTheLogFromItsBeginningToWhoeverAsksAgain",
                        "Logging.hasToldAllOfItWhenAContainerFails",
                        "Logging.tellsEachContainersTwoStreamsApart"),
                PlantedRunnerBug.of(
                        "loses the end of a long log",
                        seeing(LoggingBugs::losesTheEnd),
                        "Logging.hasToldAllOfItWhenTheRunReturns"),
                PlantedRunnerBug.of(
                        "loses the errors of a run that fails",
                        running(LoggingBugs::losesErrors),
                        "Logging.hasToldAllOfItWhenAContainerFails"),
                PlantedRunnerBug.of(
                                "tells the log at the end",
                                running(LoggingBugs::tellsAtTheEnd),
                                "Joining.findsARunThatWentOnMeanwhile",
                                "Joining.findsARunThoughTheRunnerWasClosed",
                                "Joining.listsARunThatGoesOn",
                                "Joining.tellsTheLogFromItsBeginningToWhoeverAsksAgain",
                                "Logging.tellsWhileTheContainerStillRuns",
                                "Running.runsOneBesideAnother",
                                "Stopping.leavesNothingOfARunThatWasReleasedWhileItWentOn",
                                "Stopping.letsNobodyWaitForARunThatWasReleased",
                                "Stopping.stopsWaitingWhenItIsInterrupted")
                        .hanging(),
                PlantedRunnerBug.of(
                        "takes an unresolved variable for a failure",
                        seeing(LoggingBugs::forgivesVariables),
                        "Signals.passesOnThatAVariableCannotBeResolved"),
                PlantedRunnerBug.of(
                        "hides what the log throws",
                        seeing(LoggingBugs::hidesLogs),
                        "Signals.passesOnThatALineOfTheLogIsRefused"),
                PlantedRunnerBug.of(
                        "hides that a file is refused",
                        seeing(LoggingBugs::hidesFiles),
                        "Signals.passesOnThatAFileOfTheOutputIsRefused"));
    }

    static PipelineRun oneStream(PipelineRun run) {
        return new WrappedRun(run) {
            @Override
            public OutputStream log(String container, LogStream stream) {
                return super.log(container, LogStream.STDOUT);
            }
        };
    }

    static PipelineRun losesTheEnd(PipelineRun run) {
        AtomicInteger lines = new AtomicInteger();
        return new WrappedRun(run) {
            @Override
            public OutputStream log(String container, LogStream stream) {
                return lines.incrementAndGet() > SOME ? OutputStream.nullOutputStream() : super.log(container, stream);
            }
        };
    }

    static PipelineOutcome losesErrors(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        Later later = new Later(run, List.of(LogStream.STDERR));
        PipelineOutcome outcome = runner.sound.run(later);
        if (outcome.isSuccess()) {
            later.tell();
        }
        return outcome;
    }

    static PipelineOutcome tellsAtTheEnd(BuggyWorkflowRunner runner, PipelineRun run) throws InterruptedException {
        Later later = new Later(run, List.of(LogStream.values()));
        PipelineOutcome outcome = runner.sound.run(later);
        later.tell();
        return outcome;
    }

    /** Keeps what is printed on some streams until it is told to tell. */
    private static final class Later extends WrappedRun {
        private final List<LogStream> kept;
        private final List<Runnable> untold = new ArrayList<>();

        private Later(PipelineRun run, List<LogStream> kept) {
            super(run);
            this.kept = kept;
        }

        @Override
        public OutputStream log(String container, LogStream stream) {
            OutputStream now = super.log(container, stream);
            return kept.contains(stream) ? later(now) : now;
        }

        private OutputStream later(OutputStream now) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            untold.add(() -> {
                try {
                    now.write(bytes.toByteArray());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return bytes;
        }

        private void tell() {
            untold.forEach(Runnable::run);
        }
    }

    static PipelineRun forgivesVariables(PipelineRun run) {
        return new WrappedRun(run) {
            @Override
            public Map<String, String> environment(Container container) {
                try {
                    return super.environment(container);
                } catch (RuntimeException e) {
                    return Map.of();
                }
            }
        };
    }

    static PipelineRun hidesLogs(PipelineRun run) {
        return new WrappedRun(run) {
            @Override
            public OutputStream log(String container, LogStream stream) {
                return new FilterOutputStream(super.log(container, stream)) {
                    @Override
                    public void write(byte[] bytes) throws IOException {
                        try {
                            out.write(bytes);
                        } catch (SignalRules.Signal e) {
                            run.note("hidden");
                        }
                    }
                };
            }
        };
    }

    static PipelineRun hidesFiles(PipelineRun run) {
        return WrappedWorkspace.in(run, LoggingBugs::hiding);
    }

    private static Workspace hiding(Workspace workspace) {
        return new WrappedWorkspace(workspace) {
            @Override
            public void receiveOutput(String name, InputStream content) throws IOException {
                try {
                    super.receiveOutput(name, content);
                } catch (SignalRules.Signal e) {
                    content.skip(0);
                }
            }
        };
    }
}
