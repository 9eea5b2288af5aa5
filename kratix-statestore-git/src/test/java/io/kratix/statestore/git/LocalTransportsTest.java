// SPDX-License-Identifier: Apache-2.0
package io.kratix.statestore.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kratix.model.StorePath;
import io.kratix.spi.PluginException;
import io.kratix.spi.PluginException.Reason;
import io.kratix.spi.statestore.ReadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalTransportsTest extends StoreFixture {
    private Path program(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    @Test
    void worksWithoutAGitProgram() throws InterruptedException {
        store = open(builder("cache2").gitProgram(Optional.empty()));

        store.checkAccess(StorePath.ROOT);
        write(owner("a", "1"));
        remote.strangerPushes("main", "theirs", "x");
        write(owner("a", "2"), owner("b", "3"));
        remote.git().run("update-ref", "-d", "refs/heads/main");

        assertThat(failure(() -> store.write(partOf(owner("c", "4")))).reason()).isEqualTo(Reason.LOST);
    }

    @Test
    void hearsOfItsBranchAloneHoweverManyThereAre() throws IOException, InterruptedException {
        write(owner("a", "1"));
        remote.strangerHasBranches(5_000);
        Path said = directory.resolve("said");
        store = open(builder("cache2").gitProgram(Optional.of(program("git \"$@\" | tee " + said))));

        read("");

        assertThat(Files.size(said)).isLessThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hooks", "elsewhere"})
    void refusesHooksThatOnlyAGitProgramCouldRun(String folder) throws IOException {
        Path hooks = Files.createDirectories(remote.directory().resolve(folder));
        Path hook = Files.writeString(hooks.resolve("pre-receive"), "#!/bin/sh\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        remote.git().run("config", "core.hooksPath", folder);
        store = open(builder("cache2").gitProgram(Optional.empty()));

        PluginException failure = failure(() -> write(owner("a", "1")));

        assertThat(failure)
                .hasMessage("the hook " + hook + " can only be run by the git program, and there is none on the PATH;"
                        + " install git or remove the hook");
    }

    @Test
    void seesOtherWritersWithoutAGitProgram() throws InterruptedException {
        store = open(builder("cache2").gitProgram(Optional.empty()));
        write(owner("a", "1"));

        PluginException conflict = failure(() -> store.write(
                new TestRequest(List.of(owner("a", "2")), () -> remote.strangerPushes("main", "theirs", "x"), true)));

        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
    }

    @Test
    void goesOnFromARepositoryThatHasNotAllOfItsHistory() throws InterruptedException {
        remote.strangerPushes("main", "theirs", "1");
        remote.strangerPushes("main", "theirs", "2");
        Path shallow = directory.resolve("shallow.git");
        remote.git().run("clone", "--quiet", "--bare", "--depth=1", remote.url(), shallow.toString());
        store = open(GitStateStore.builder(shallow.toUri().toString(), directory.resolve("cache2")));

        store.checkAccess(StorePath.ROOT);
        write(owner("a", "1"));

        assertThat(BareRepository.at(shallow).commits("main")).isEqualTo(2);
        assertThat(BareRepository.at(shallow).files()).containsExactly("theirs", "worker/a/file.yaml");
    }

    @Test
    void heedsNotHowOftenARemoteTellsOfACapability() throws IOException {
        String twice =
                "printf '0059%040d capabilities^{}\\0report-status report-status\\n0000' 0; exec cat > /dev/null";
        store = open(builder("cache2")
                .gitProgram(Optional.of(program("[ $1 = receive-pack ] || exec git \"$@\"; " + twice))));

        assertThatCode(() -> store.checkAccess(StorePath.ROOT)).doesNotThrowAnyException();
    }

    @Test
    void saysThatThereIsNoRepositoryAndHowToMakeOne() {
        store = open(GitStateStore.builder("file:///nowhere/state.git", directory.resolve("cache2")));

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure)
                .hasMessage("there is no Git repository at /nowhere/state.git;"
                        + " 'git init --bare /nowhere/state.git' makes one");
    }

    @Test
    void quotesWhatTheProgramSaidBeforeItDied() throws IOException {
        store = open(builder("cache2").gitProgram(Optional.of(program("echo 'fatal: out of order' >&2; exit 128"))));

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure)
                .hasMessageStartingWith("branch 'main' of " + remote.directory() + ": ")
                .hasMessageEndingWith("; the remote said: fatal: out of order");
    }

    @Test
    void isRefusedForItsSizeByAServerThatReadsNoFurther() throws InterruptedException {
        remote.git().run("config", "receive.maxInputSize", "100k");

        PluginException failure = failure(() -> write(large("a", 2_000_000)));
        write(owner("b", "1"));

        assertThat(failure.reason()).as(failure.message()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("pack exceeds maximum allowed size");
        assertThat(remote.files()).containsExactly("worker/b/file.yaml");
    }

    @Test
    void tellsThatItCouldNotSendWhereNothingIsAnswered() throws IOException {
        store = open(builder("cache2")
                .gitProgram(Optional.of(program("[ $1 = receive-pack ] && exec </dev/null; exec git \"$@\""))));

        PluginException failure = failure(() -> write(large("a", 2_000_000)));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure.message()).containsPattern("Broken pipe|Stream closed");
    }

    @Test
    void doesNotTakeTheRepositorysNameForWhatTheProgramSaid() throws IOException {
        BareRepository mirror = BareRepository.create(directory.resolve("acme/read-only-mirror"));
        String words = "fatal: '" + mirror.directory() + "': input/output error";
        store = open(GitStateStore.builder(mirror.url(), directory.resolve("cache2"))
                .gitProgram(Optional.of(program("echo \"" + words + "\" >&2; exit 128"))));

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageEndingWith("; the remote said: " + words);
    }

    @Test
    void givesUpOnARemoteThatFallsSilent() throws IOException {
        store = open(builder("cache2")
                .networkTimeout(Duration.ofMillis(200))
                .gitProgram(Optional.of(program("exec sleep 1000"))));

        PluginException failure = failure(() -> store.read(ReadRequest.of(StorePath.ROOT)));

        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure)
                .hasMessage("branch 'main' of " + remote.directory()
                        + ": the remote did not answer in time: no sign of life for PT0.2S");
    }

    @Test
    void givesUpOnARemoteThatSaysNothingForOnceAndAHalfTheTimeout() throws IOException {
        store = open(builder("cache2")
                .networkTimeout(Duration.ofMillis(500))
                .gitProgram(Optional.of(program("[ $1 = receive-pack ] && sleep 0.75; exec git \"$@\""))));

        PluginException failure = failure(() -> store.checkAccess(StorePath.ROOT));

        assertThat(failure).hasMessageEndingWith("no sign of life for PT0.5S");
    }

    @Test
    void endsSoonWhenInterruptedDuringAPushAndLeavesNothingBehind() throws IOException, InterruptedException {
        write(owner("a", "1"));
        Path started = directory.resolve("started");
        remote.hook("pre-receive", "echo $$ > ../pid; mv ../pid ../started; exec sleep 1000");
        FutureTask<Object> write = new FutureTask<>(() -> write(owner("a", "2")));
        Thread writer = new Thread(write);
        writer.start();
        Awaitility.await().until(() -> Files.exists(started));

        writer.interrupt();

        assertThatThrownBy(write::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        long hook = Long.parseLong(Files.readString(started).strip());
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(hook).filter(ProcessHandle::isAlive).isEmpty());
        Awaitility.await().until(() -> remote.leftovers().isEmpty());
        assertThat(remote.pushes("main")).isEqualTo(1);
    }

    @Test
    void stopsAProgramThatDoesNotListen() throws IOException, InterruptedException {
        Path started = directory.resolve("started");
        store = open(builder("cache2")
                .gitProgram(Optional.of(program("trap '' TERM; echo $$ > " + started + ".new; mv " + started + ".new "
                        + started + "; while :; do sleep 1; done"))));
        FutureTask<Object> read = new FutureTask<>(() -> store.read(ReadRequest.of(StorePath.ROOT)));
        Thread reader = new Thread(read);
        reader.start();
        Awaitility.await().until(() -> Files.exists(started));

        reader.interrupt();

        assertThatThrownBy(read::get).hasCauseInstanceOf(InterruptedException.class);
        long program = Long.parseLong(Files.readString(started).strip());
        Awaitility.await()
                .until(() ->
                        ProcessHandle.of(program).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void isNotLedAstrayByTheEnvironmentOrConfigurationOfTheUser() throws IOException, InterruptedException {
        // A pre-push hook in the user's configuration would be run by JGit for each push from the cache.
        Path hooks = Files.createDirectory(directory.resolve("hooks"));
        Path hook = Files.writeString(hooks.resolve("pre-push"), "#!/bin/sh\nexit 1\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        StoredConfig user;
        try {
            user = SystemReader.getInstance().getUserConfig();
        } catch (ConfigInvalidException e) {
            throw new IOException(e);
        }
        user.setString("core", null, "hooksPath", hooks.toString());
        user.setString("url", "file:///nowhere/", "insteadOf", "file:///");
        user.setString("http", null, "proxy", "http://127.0.0.1:1");
        user.setString("core", null, "fsmonitor", hook.toString());
        try {
            write(owner("a", "1"));
            store = open(builder("cache2").gitProgram(Optional.empty()).cacheBounds(new CacheBounds(1, 1)));
            user.unset("core", null, "hooksPath");
            read("");
            remote.strangerPushes("main", "theirs.txt", "x");
            read("");
            remote.strangerPushes("main", "theirs.txt", "y");
            read("");
        } finally {
            user.clear();
        }

        assertThat(remote.commits("main")).isEqualTo(3);
    }
}
