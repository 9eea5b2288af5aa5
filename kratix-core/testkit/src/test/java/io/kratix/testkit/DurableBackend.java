// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.model.Container;
import io.kratix.spi.workflow.LogStream;
import io.kratix.spi.workflow.PipelineOutcome;
import io.kratix.spi.workflow.PipelineRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where runs go on whether or not anybody waits for them: stands for a container engine in this JVM. */
final class DurableBackend {
    private final PlayedContainers played;
    private final Function<String, Path> directories;
    private final Map<String, Held> runs = new ConcurrentHashMap<>();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();

    DurableBackend(PlayedContainers played, Function<String, Path> directories) {
        this.played = played;
        this.directories = directories;
    }

    Held findOrStart(PipelineRun run) {
        Held known = runs.get(run.id());
        if (known != null) {
            return known;
        }
        Held held = new Held(run, directoryOf(run.id()));
        runs.put(run.id(), held);
        held.start();
        return held;
    }

    void remove(String runId) {
        Optional.ofNullable(runs.remove(runId)).ifPresent(Held::stop);
    }

    /** Takes a run away with its files, so that its id can be started again. */
    void startAnew(String runId) {
        remove(runId);
        attempts.merge(runId, 1, Integer::sum);
    }

    Path directoryOf(String runId) {
        return directories.apply(runId + "-" + attempts.getOrDefault(runId, 0));
    }

    boolean goesOn(String runId) {
        return Optional.ofNullable(runs.get(runId)).filter(Held::goesOn).isPresent();
    }

    /** Lists no longer what goes on all the same. */
    void forget(String runId) {
        runs.remove(runId);
    }

    List<String> ids() {
        return List.copyOf(runs.keySet());
    }

    boolean knows(String runId) {
        return runs.containsKey(runId);
    }

    /** A line of a log. */
    private record Line(String container, LogStream stream, String text) {}

    /** One run that is held. */
    final class Held implements PlayedContainers.Stage {
        private final String runId;
        private final Path directory;
        private final List<Container> containers;
        private final Map<String, Map<String, String>> environments = new HashMap<>();
        private final List<Line> lines = new ArrayList<>();
        private final Thread thread = new Thread(this::play);
        private @Nullable PipelineOutcome outcome;

        private Held(PipelineRun run, Path directory) {
            this.runId = run.id();
            this.directory = directory;
            this.containers = run.pipeline().containers();
            containers.forEach(container -> environments.put(container.name(), run.environment(container)));
            thread.setDaemon(true);
            try {
                for (String name : List.of("input", "output", "metadata")) {
                    Files.createDirectories(directory(name));
                }
                Files.copy(
                        run.workspace().input().resolve("object.yaml"),
                        directory("input").resolve("object.yaml"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void start() {
            thread.start();
        }

        private void stop() {
            thread.interrupt();
        }

        private synchronized boolean goesOn() {
            return outcome == null;
        }

        private void play() {
            try {
                end(played.play(containers, this));
            } catch (InterruptedException e) {
                end(PipelineOutcome.failed(List.of(), "run " + runId + " was released"));
            }
        }

        private synchronized void end(PipelineOutcome how) {
            outcome = how;
            notifyAll();
        }

        /** Tells a run what is printed, from a line on, until the run has ended. */
        void follow(PipelineRun run, int from) throws InterruptedException {
            for (int told = from; told < awaitMoreThan(told); told++) {
                Line line = line(told);
                RunStage.write(run, line.container(), line.stream(), line.text());
            }
        }

        /** {@return how many lines there are: more than asked for, unless the run has ended} */
        private synchronized int awaitMoreThan(int known) throws InterruptedException {
            while (lines.size() <= known && outcome == null) {
                wait();
            }
            return lines.size();
        }

        synchronized int lineCount() {
            return lines.size();
        }

        private synchronized Line line(int number) {
            return lines.get(number);
        }

        synchronized PipelineOutcome outcome() throws InterruptedException {
            while (outcome == null) {
                wait();
            }
            return outcome;
        }

        @Override
        public String runId() {
            return runId;
        }

        @Override
        public Path directory(String name) {
            return directory.resolve(name);
        }

        @Override
        public Map<String, String> environment(Container container) {
            return environments.getOrDefault(container.name(), Map.of());
        }

        @Override
        public synchronized void print(Container container, LogStream stream, String line) {
            lines.add(new Line(container.name(), stream, line));
            notifyAll();
        }

        @Override
        public String toString() {
            return containers.stream().map(Container::name).collect(Collectors.joining(", ", runId + ": ", ""));
        }
    }
}
