// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

import io.kratix.spi.workflow.LogStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a container of {@link WorkflowRunnerContract} does, as a value: a runner of images has a shell do it ({@link
 * #shell}), a runner without a shell plays it ({@link #play}). Paths are absolute, as a container sees them:
 * {@code /kratix/output/redis.yaml}.
 */
public final class ContainerScript {
    /** What {@link #awaitGo} prints before it waits, so that others know that it does. */
    public static final String WAITING = "waiting to be let go";

    /** The file whose being there lets a shell go on that does {@link #awaitGo}. */
    public static final String GO_FILE = "/tmp/go";

    private final List<Deed> deeds;

    private ContainerScript(List<Deed> deeds) {
        this.deeds = List.copyOf(deeds);
    }

    /** One thing that is done, in both languages. */
    private record Deed(String shell, Play play) {}

    /** One thing that is done, in Java. */
    @FunctionalInterface
    private interface Play {
        void on(Machine machine) throws IOException, InterruptedException;
    }

    /** Where a script is played if there is no shell. */
    public interface Machine {
        /**
         * {@return the path on this machine of what a container sees at a path}
         *
         * @param path below {@code /kratix/input}, {@code /kratix/output} or {@code /kratix/metadata}
         */
        Path path(String path);

        /** {@return the container's environment} */
        Map<String, String> environment();

        /**
         * Prints a line.
         *
         * @param stream where to
         * @param line without its line end
         */
        void print(LogStream stream, String line);

        /**
         * Waits for {@link WorkflowRunnerContract#letGo}.
         *
         * @throws InterruptedException if the container is stopped meanwhile
         */
        void awaitGo() throws InterruptedException;
    }

    /** A container that is played ends with another exit code than 0. */
    public static final class Exit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int code;

        private Exit(int code) {
            super("exit code " + code);
            this.code = code;
        }

        /** {@return the exit code} */
        public int code() {
            return code;
        }
    }

    /** {@return a script that does nothing} */
    static ContainerScript nothing() {
        return new ContainerScript(List.of());
    }

    ContainerScript write(String path, String text) {
        return then(
                into(path) + "printf '%s' " + quoted(text) + " > " + quoted(path),
                machine -> Files.writeString(made(machine.path(path)), text));
    }

    ContainerScript append(String path, String text) {
        return then(
                into(path) + "printf '%s' " + quoted(text) + " >> " + quoted(path),
                machine -> Files.writeString(
                        made(machine.path(path)), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    ContainerScript copy(String from, String to) {
        return then(
                into(to) + "cat " + quoted(from) + " > " + quoted(to),
                machine -> Files.write(made(machine.path(to)), Files.readAllBytes(machine.path(from))));
    }

    ContainerScript link(String path, String target) {
        return then(
                "ln -s " + quoted(target) + " " + quoted(path),
                machine -> Files.createSymbolicLink(machine.path(path), machine.path(target)));
    }

    ContainerScript writeVariable(String variable, String path) {
        return then(
                into(path) + "printf '%s' \"$" + variable + "\" > " + quoted(path),
                machine -> Files.writeString(
                        made(machine.path(path)), machine.environment().getOrDefault(variable, "")));
    }

    /** Writes and prints a text that no other start of any container writes. */
    ContainerScript writeUnique(String path) {
        return then(into(path) + "cat /proc/sys/kernel/random/uuid | tee " + quoted(path), machine -> {
            String unique = UUID.randomUUID().toString();
            Files.writeString(made(machine.path(path)), unique + "\n");
            machine.print(LogStream.STDOUT, unique);
        });
    }

    ContainerScript print(LogStream stream, String line) {
        String where = stream == LogStream.STDERR ? " >&2" : "";
        return then("echo " + quoted(line) + where, machine -> machine.print(stream, line));
    }

    ContainerScript printNumbers(int most) {
        return then("i=1; while [ $i -le " + most + " ]; do echo \"line $i\"; i=$((i+1)); done", machine -> {
            for (int i = 1; i <= most; i++) {
                machine.print(LogStream.STDOUT, "line " + i);
            }
        });
    }

    ContainerScript awaitGo() {
        return print(LogStream.STDOUT, WAITING)
                .then("while [ ! -e " + GO_FILE + " ]; do sleep 0.1; done", Machine::awaitGo);
    }

    ContainerScript exit(int code) {
        return then("exit " + code, machine -> {
            throw new Exit(code);
        });
    }

    /** {@return the script for {@code sh -c}, in what any POSIX shell with a busybox beside it understands} */
    public String shell() {
        return "set -e\n" + deeds.stream().map(Deed::shell).collect(Collectors.joining("\n")) + "\n";
    }

    /**
     * Does in Java what the shell would do.
     *
     * @param machine what the container sees
     * @throws Exit if the container ends with another exit code than 0
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if the container is stopped
     */
    public void play(Machine machine) throws IOException, InterruptedException {
        for (Deed deed : deeds) {
            deed.play().on(machine);
        }
    }

    private ContainerScript then(String shell, Play play) {
        List<Deed> longer = new ArrayList<>(deeds);
        longer.add(new Deed(shell, play));
        return new ContainerScript(longer);
    }

    private static Path made(Path file) throws IOException {
        Path above = file.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        return file;
    }

    private static String into(String path) {
        return "mkdir -p " + quoted(path.substring(0, path.lastIndexOf('/'))) + "; ";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
