// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import io.kratix.spi.workflow.WorkflowRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A runner of runs that go on elsewhere, as containers do: sound, so that planted bugs have something to spoil. */
final class DurableWorkflowRunner implements WorkflowRunner {
    private final DurableBackend backend;

    DurableWorkflowRunner(DurableBackend backend) {
        this.backend = backend;
    }

    @Override
    public PipelineOutcome run(PipelineRun run) throws InterruptedException {
        return run(run, 0);
    }

    /** Does the same, but tells the log from a later line on. */
    PipelineOutcome run(PipelineRun run, int firstLine) throws InterruptedException {
        DurableBackend.Held held = backend.findOrStart(run);
        held.follow(run, firstLine);
        PipelineOutcome outcome = held.outcome();
        if (outcome.isSuccess()) {
            String link = bringBack(held, run);
            return link.isEmpty()
                    ? outcome
                    : PipelineOutcome.failed(outcome.results(), "'" + link + "' is no regular file");
        }
        return outcome;
    }

    @Override
    public void release(String runId) {
        backend.remove(runId);
    }

    @Override
    public List<String> leftovers() {
        return backend.ids();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public void close() {}

    /** {@return the name of what is no regular file; empty if all are} */
    private static String bringBack(DurableBackend.Held held, PipelineRun run) {
        try {
            String inOutput = bringBack(held.directory("output"), run.workspace()::receiveOutput);
            return inOutput.isEmpty()
                    ? bringBack(held.directory("metadata"), run.workspace()::receiveMetadata)
                    : inOutput;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes one file. */
    @FunctionalInterface
    private interface Receiver {
        void receive(String name, InputStream content) throws IOException;
    }

    private static String bringBack(Path tree, Receiver receiver) throws IOException {
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.toList()) {
                String name = tree.relativize(path).toString();
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    try (InputStream content = Files.newInputStream(path)) {
                        receiver.receive(name, content);
                    }
                } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    return name;
                }
            }
            return "";
        }
    }
}
