// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Podman needs to be run by a user without rights, who has no ranges of users of his own. */
final class RootlessPodman {
    private static final String USER = "nobody";

    /** What {@code unshare} says where namespaces are forbidden, have a limit of none, or are not built in. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "Operation not permitted|Permission denied|No space left on device|Invalid argument|not implemented");

    private RootlessPodman() {}

    /** Skips where the machine's kernel lets no user make a namespace: that cannot be installed. What else fails, fails. */
    static void requireUserNamespaces() {
        Program.run(Map.of(), asUser("true").toArray(String[]::new));
        String complaint = Program.complaint(asUser("env", "LC_ALL=C", "unshare", "--user", "--map-root-user", "true"));
        if (!complaint.isEmpty() && !FORBIDDEN.matcher(complaint).find()) {
            throw new AssertionError("no user namespace, and not since the kernel forbids it: " + complaint);
        }
        assumeTrue(complaint.isEmpty(), "this machine lets users without rights make no user namespaces: " + complaint);
    }

    /** Limits need controllers that are delegated to the user, where the machine has the second version of control groups. */
    static DockerWorkflowRunnerBuilder withoutLimitsItCannotSet(DockerWorkflowRunnerBuilder builder) {
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                ? builder.memory("0").cpu("0").pids(0)
                : builder;
    }

    /** {@return a command that the user runs in the same process} */
    static List<String> asUser(String... command) {
        return Stream.concat(
                        Stream.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups"),
                        Stream.of(command))
                .toList();
    }

    /** Gives an engine's directory to the user. */
    static void prepare(Path directory) {
        Program.run(Map.of(), "chown", USER, directory.toString());
    }

    static Map<String, String> environment(Path directory) throws IOException {
        Path storage = Files.writeString(
                directory.resolve("storage.conf"),
                "[storage]\ndriver = \"vfs\"\n[storage.options.vfs]\nignore_chown_errors = \"true\"\n");
        return Map.of(
                "HOME", directory.toString(),
                "XDG_RUNTIME_DIR", directory.toString(),
                "CONTAINERS_STORAGE_CONF", storage.toString());
    }

    /** Ends the process that keeps the user's namespace when the engine has ended. */
    static void endNamespace(Path directory) {
        try {
            long pid = Long.parseLong(
                    Files.readString(directory.resolve("tmp/pause.pid")).strip());
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        } catch (IOException e) {
            throw new AssertionError("the namespace's process is not known", e);
        }
    }
}
